//! `einsum` and the functions of matrices, against plain loops on whole numbers, and what is refused.

mod oracle;

use longstride::ops::linalg::{self, MatrixNorm, matrix_norm, try_einsum, try_einsum_into};
use longstride::prelude::*;
use oracle::eval::Nd;
use oracle::linalg as naive;
use oracle::strided::{Dice, Strided};
use proptest::prelude::*;

fn random(dice: &mut Dice, shape: &[usize]) -> Strided<i64> {
    let mut values = Dice(dice.next());
    let plain = dice.once_in(4);
    Strided::laid_out(dice, shape, plain, || values.below(5) as i64 - 2)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..Default::default() })]

    #[test]
    fn sums_of_products_are_those_of_plain_loops(seed: u64) {
        let dice = &mut Dice(seed);
        let letters = ['i', 'j', 'K', 'b', 'z'];
        let extents: Vec<usize> = letters.iter().map(|_| dice.pick(&[1, 2, 3, 4, 0])).collect();
        let extents = if dice.once_in(8) { extents } else { extents.iter().map(|&n| n.max(1)).collect() };
        let count = 1 + dice.below(4);
        let mut terms: Vec<Vec<char>> = Vec::new();
        let mut operands = Vec::new();
        for _ in 0..count {
            let own: Vec<usize> = (0..dice.below(5)).map(|_| dice.below(letters.len())).collect();
            let shape: Vec<usize> =
                own.iter().map(|&l| if dice.once_in(9) { 1 } else { extents[l] }).collect();
            terms.push(own.iter().map(|&l| letters[l]).collect());
            operands.push(random(dice, &shape));
        }
        let mut all: Vec<char> = terms.concat();
        all.sort_unstable();
        let once: Vec<char> = all.iter().copied().filter(|c| all.iter().filter(|d| *d == c).count() == 1).collect();
        all.dedup();
        let implicit = dice.once_in(3);
        let mut result = if implicit { once } else { all.into_iter().filter(|_| dice.once_in(2)).collect() };
        if !implicit && dice.once_in(2) {
            result.reverse();
        }
        let mut text: String = terms.iter().map(|t| t.iter().collect::<String>()).collect::<Vec<_>>().join(", ");
        if !implicit {
            text += " -> ";
            text.extend(&result);
        }
        let tables: Vec<Nd<i64>> = operands.iter().map(|o| Nd::of(o.view())).collect();
        let pairs: Vec<(&Nd<i64>, &[char])> = tables.iter().zip(&terms).map(|(nd, t)| (nd, &t[..])).collect();
        let expected = naive::einsum(&pairs, &result);
        let views: Vec<ViewD<'_, i64>> = operands.iter().map(|o| o.view()).collect();
        let context = || format!("{text:?} of {operands:?}");
        oracle::eval::same(einsum(&text, &views[..]).view(), &expected, context);
        oracle::strided::changes(dice, &expected.shape, context, |i, _: i64| expected.at(i), |out| {
            linalg::einsum_into(&text, &views[..], out);
        });
    }

    #[test]
    fn an_ellipsis_stands_for_the_other_axes(seed: u64) {
        let dice = &mut Dice(seed);
        let batch: Vec<usize> = (0..dice.below(4)).map(|_| 1 + dice.below(3)).collect();
        let own = |dice: &mut Dice, core: [usize; 2]| {
            let lead = dice.below(batch.len() + 1);
            let batch = batch[lead..].iter().map(|&n| if dice.once_in(3) { 1 } else { n });
            batch.chain(core).collect::<Vec<_>>()
        };
        let (a, b) = (own(dice, [2, 5]), own(dice, [5, 3]));
        let (a, b) = (random(dice, &a), random(dice, &b));
        let expected = naive::matmul(&Nd::of(a.view()), &Nd::of(b.view()));
        let context = || format!("{a:?} {b:?}");
        oracle::eval::same(einsum("...ij,...jk->...ik", (a.view(), b.view())).view(), &expected, context);
        oracle::eval::same(einsum("...ij,...jk", (a.view(), b.view())).view(), &expected, context);
    }
}

#[test]
fn what_is_wrong_with_subscripts_is_shown() {
    let (a, x) = (Array2::<i64>::ones([2, 3]), Array1::<i64>::ones(4));
    let message = |text: &str| try_einsum(text, (&a, &x)).unwrap_err().to_string();
    assert_eq!(message("ij,j"), "extent 4 where label j has 3: j at 3 of \"ij,j\" in einsum");
    assert_eq!(message("i?,j"), "neither a letter nor an ellipsis: ? at 1 of \"i?,j\" in einsum");
    assert_eq!(message("é,j"), "neither a letter nor an ellipsis: é at 0 of \"é,j\" in einsum");
    assert_eq!(
        message("ij,k->ii"),
        "a label of the result that it has already: i at 7 of \"ij,k->ii\" in einsum"
    );
    assert_eq!(
        message("ij,k->z"),
        "a label of the result that no operand has: z at 6 of \"ij,k->z\" in einsum"
    );
    assert_eq!(message("ijk,l"), "more labels than the operand has axes: k at 2 of \"ijk,l\" in einsum");
    assert_eq!(message("ij,"), "fewer labels than the operand has axes: the end of \"ij,\" in einsum");
    assert_eq!(message("ij"), "fewer terms than operands: the end of \"ij\" in einsum");
    assert_eq!(message("ij,k,l"), "more terms than operands: l at 5 of \"ij,k,l\" in einsum");
    assert_eq!(message("......,k"), "a second ellipsis: . at 3 of \"......,k\" in einsum");
    assert_eq!(message("...,k->k"), "an ellipsis that the result lacks: k at 7 of \"...,k->k\" in einsum");
    let mut out = Array1::<i64>::zeros(2);
    let e = try_einsum_into("ij,k->ik", (&a, &x), &mut out).unwrap_err();
    assert_eq!(e.to_string(), "shape (2,) where (2, 4) is needed in einsum_into");
    assert_eq!(out, array![0, 0]);
}

#[test]
fn functions_of_matrices_have_their_values() {
    let a = Array2::from_fn([2, 3], |[i, j]| (3 * i + j) as i64);
    assert_eq!(linalg::outer(&a, &array![1, -1]).shape(), [6, 2]);
    let mut out = Array2::zeros([2, 6]);
    linalg::outer_into(&array![2, 3], a.flip(Axis(1)), &mut out);
    assert_eq!(out, array![[4, 2, 0, 10, 8, 6], [6, 3, 0, 15, 12, 9]]);
    // Against numpy.kron.
    assert_eq!(linalg::kron(a.t(), &array![[1, 2]]), array![[0, 0, 3, 6], [1, 2, 4, 8], [2, 4, 5, 10]]);
    assert_eq!(linalg::kron(&array![1, 10], &a), array![[0, 1, 2, 0, 10, 20], [3, 4, 5, 30, 40, 50]]);
    assert_eq!((linalg::trace(&a, 0), linalg::trace(&a, 1), linalg::trace(a.t(), -1)), (4, 6, 6));
    assert_eq!(linalg::trace(&a, 7), 0);
    // Against numpy.cross, along either axis and broadcast.
    let (v, w) = (array![[1, 2, 3], [4, 5, 6]], array![2, 0, 1]);
    assert_eq!(linalg::cross(&v, &w, Axis(-1)), array![[2, 5, -4], [5, 8, -10]]);
    let (vt, wt) = (v.t(), w.insert_axis(Axis(1)));
    assert_eq!(linalg::cross(vt, wt, Axis(0)), array![[2, 5], [5, 8], [-4, -10]]);
    assert_eq!(linalg::cross2(v.slice(s![.., ..2]), w.slice(s![..2]), Axis(-1)), array![-4, -10]);
    let e = linalg::try_cross(&v, array![1, 2].view(), Axis(-1)).unwrap_err();
    assert_eq!(e.to_string(), "vectors of another length than the product has in cross");
    let m = array![[2, 1], [0, 3]];
    assert_eq!(linalg::matrix_power(&m, 0), array![[1, 0], [0, 1]]);
    assert_eq!(linalg::matrix_power(&m, 5), array![[32, 211], [0, 243]]);
    assert!(linalg::try_matrix_power(&a, 2).is_err());
    let r = a.cast::<f64>().eval();
    assert_eq!(matrix_norm(&r, MatrixNorm::One), 7.0);
    assert_eq!(matrix_norm(r.t(), MatrixNorm::One), 12.0);
    assert_eq!(matrix_norm(&r, MatrixNorm::Infinity), 12.0);
    assert_eq!(matrix_norm(&r, MatrixNorm::Frobenius), 55f64.sqrt());
    assert_eq!(matrix_norm(r.slice(s![..0, ..]), MatrixNorm::One), 0.0);
}
