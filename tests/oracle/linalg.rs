//! Products by loops over logical indices.

use super::eval::Nd;

/// A small whole number, exact in every type of numbers.
pub trait Whole: Copy + PartialEq + core::fmt::Debug {
    fn whole(n: i64) -> Self;
    fn value(self) -> i64;
}

macro_rules! whole {
    ($($t:ty)*) => {$(
        impl Whole for $t {
            fn whole(n: i64) -> Self {
                n as $t
            }
            fn value(self) -> i64 {
                self as i64
            }
        }
    )*};
}
whole!(f32 f64 i32 i64 i16 u64);

/// The matrix product, with NumPy's rule for vectors and broadcasting.
pub fn matmul(a: &Nd<i64>, b: &Nd<i64>) -> Nd<i64> {
    let mut a = Nd { shape: a.shape.clone(), data: a.data.clone() };
    let mut b = Nd { shape: b.shape.clone(), data: b.data.clone() };
    let (row, column) = (a.shape.len() == 1, b.shape.len() == 1);
    if row {
        a.shape.insert(0, 1);
    }
    if column {
        b.shape.push(1);
    }
    let (ra, rb) = (a.shape.len(), b.shape.len());
    let (m, k, n) = (a.shape[ra - 2], a.shape[ra - 1], b.shape[rb - 1]);
    assert_eq!(b.shape[rb - 2], k);
    let lead = ra.max(rb) - 2;
    let mut shape: Vec<usize> = (0..lead)
        .map(|axis| {
            let of = |nd: &Nd<i64>| (nd.shape.len() + axis).checked_sub(lead + 2).map_or(1, |i| nd.shape[i]);
            if of(&a) == 1 { of(&b) } else { of(&a) }
        })
        .collect();
    shape.extend([m, n]);
    let pick = |nd: &Nd<i64>, index: &[usize], i: usize, j: usize| {
        let own = nd.shape.len() - 2;
        let mut at: Vec<usize> =
            (0..own).map(|axis| if nd.shape[axis] == 1 { 0 } else { index[lead - own + axis] }).collect();
        at.extend([i, j]);
        nd.at(&at)
    };
    let mut out = Nd::from_fn(&shape, |index| {
        let (i, j) = (index[lead], index[lead + 1]);
        (0..k).map(|p| pick(&a, index, i, p) * pick(&b, index, p, j)).sum()
    });
    if column {
        out.shape.remove(lead + 1);
    }
    if row {
        out.shape.remove(lead);
    }
    out
}

/// The sum over all labels that `out` lacks of the products of the operands' elements; extents of 1 stretch.
pub fn einsum(operands: &[(&Nd<i64>, &[char])], out: &[char]) -> Nd<i64> {
    let mut labels: Vec<char> = out.to_vec();
    for (_, own) in operands {
        for &label in own.iter() {
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
    }
    let extent = |label: char| {
        let all = operands.iter().flat_map(|(nd, own)| own.iter().zip(&nd.shape));
        all.filter(|(l, _)| **l == label).map(|(_, &n)| n).fold(1, |n, m| if n == 1 { m } else { n })
    };
    let extents: Vec<usize> = labels.iter().map(|&label| extent(label)).collect();
    Nd::from_fn(&extents[..out.len()], |index| {
        let summed = Nd::from_fn(&extents[out.len()..], |rest| {
            let value = |label: char| {
                let i = labels.iter().position(|&l| l == label).unwrap();
                if i < out.len() { index[i] } else { rest[i - out.len()] }
            };
            let factor = |(nd, own): &(&Nd<i64>, &[char])| {
                let at: Vec<usize> =
                    own.iter().zip(&nd.shape).map(|(&l, &n)| if n == 1 { 0 } else { value(l) }).collect();
                nd.at(&at)
            };
            operands.iter().map(factor).product::<i64>()
        });
        summed.data.iter().sum()
    })
}
