//! Indexing by arrays and masks against plain loops, on random layouts, and by constants that NumPy gave.

mod oracle;

use longstride::ops::*;
use longstride::prelude::*;
use oracle::eval::{Nd, same};
use oracle::indexing::{self as naive, Entry};
use oracle::strided::{Dice, Sample, Strided, changes};
use oracle::views::{Case, case};
use proptest::prelude::*;

/// A shape that broadcasts to `to`.
fn narrowed(dice: &mut Dice, to: &[usize]) -> Vec<usize> {
    let lead = if dice.once_in(3) { dice.below(to.len() + 1) } else { 0 };
    to[lead..].iter().map(|&n| if dice.once_in(3) { 1 } else { n }).collect()
}

/// A list of places in an extent, as places and as indices from both ends in a random layout.
fn list(dice: &mut Dice, shape: &[usize], extent: usize) -> (Nd<usize>, Strided<i32>) {
    let places = Nd::from_fn(shape, |_| dice.below(extent));
    let signed = |dice: &mut Dice, place: usize| {
        if dice.once_in(2) { place as i32 } else { place as i32 - extent as i32 }
    };
    let mut order: Vec<usize> = (0..shape.len()).collect();
    (1..shape.len()).for_each(|i| order.swap(i, dice.below(i + 1)));
    let step = dice.pick(&[1, 1, -1, 2]);
    let data = places.data.iter().map(|&place| signed(dice, place)).collect();
    let signed = Nd { shape: shape.to_vec(), data };
    let strided = Strided::relaid(&signed, &order, step, -99);
    (places, strided)
}

/// What each entry is to the crate.
enum Ours {
    Elem(SliceElem),
    Signed(Strided<i32>),
    Plain(ArrayD<usize>),
    Mask(Strided<bool>),
}

/// A random index for a shape: what the oracle takes, and what the crate does.
fn entries(dice: &mut Dice, shape: &[usize]) -> (Vec<Entry>, Vec<Ours>) {
    let rank = dice.below(3);
    let common: Vec<usize> = (0..rank).map(|_| dice.pick(&[0, 1, 2, 3, 4])).collect();
    let masks = dice.once_in(3);
    // Masks make one axis, which other arrays then broadcast against: those have one entry.
    let common = if masks { vec![1] } else { common };
    let (mut entries, mut ours) = (Vec::new(), Vec::new());
    let (mut axis, mut ellipsis, mut masked) = (0, false, false);
    while axis < shape.len() && entries.len() < 6 {
        let n = shape[axis];
        match dice.below(10) {
            0 | 1 if n > 0 => {
                let start = dice.below(n);
                let count = dice.below(n - start + 1);
                entries.push(Entry::Range(start, count));
                ours.push(Ours::Elem((start..start + count).into()));
                axis += 1;
            }
            2 if n > 0 => {
                let i = dice.below(n);
                entries.push(Entry::Index(i));
                ours.push(Ours::Elem(i.into()));
                axis += 1;
            }
            3 => {
                entries.push(Entry::NewAxis);
                ours.push(Ours::Elem(SliceElem::NewAxis));
                if entries.len() > 4 {
                    break;
                }
            }
            4 if !ellipsis => {
                let whole = dice.below(shape.len() - axis + 1);
                // The entries after it must use up the rest: ranges do that below.
                entries.push(Entry::Ellipsis);
                ours.push(Ours::Elem(SliceElem::Ellipsis));
                axis += whole;
                ellipsis = true;
            }
            5 if masks && !masked => {
                let k = 1 + dice.below((shape.len() - axis).min(3));
                let mask = Strided::<bool>::destination(dice, &shape[axis..axis + k]);
                entries.push(Entry::Mask(Nd::of(mask.view())));
                ours.push(Ours::Mask(mask));
                axis += k;
                masked = true;
            }
            _ if n > 0 => {
                let shape = narrowed(dice, &common);
                let (places, signed) = list(dice, &shape, n);
                if dice.once_in(3) {
                    ours.push(Ours::Plain(ArrayD::from_vec(&shape[..], places.data.clone()).unwrap()));
                } else {
                    ours.push(Ours::Signed(signed));
                }
                entries.push(Entry::List(places));
                axis += 1;
            }
            _ => {
                entries.push(Entry::Range(0, n));
                ours.push(Ours::Elem(SliceElem::from(..)));
                axis += 1;
            }
        }
    }
    if ellipsis {
        while axis < shape.len() {
            entries.push(Entry::Range(0, shape[axis]));
            ours.push(Ours::Elem(SliceElem::from(..)));
            axis += 1;
        }
    }
    (entries, ours)
}

/// The entries as an index of an array of dynamic rank.
struct Held<'o>(Vec<Part<'o>>);
enum Part<'o> {
    Elem(SliceElem),
    Signed(ViewD<'o, i32>),
    Plain(ViewD<'o, usize>),
    Mask(ViewD<'o, bool>),
}

impl<'o> Held<'o> {
    fn new(ours: &'o [Ours]) -> Self {
        let part = |entry: &'o Ours| match entry {
            Ours::Elem(elem) => Part::Elem(*elem),
            Ours::Signed(list) => Part::Signed(list.view()),
            Ours::Plain(list) => Part::Plain(list.view()),
            Ours::Mask(mask) => Part::Mask(mask.view()),
        };
        Self(ours.iter().map(part).collect())
    }

    fn index(&self) -> IndexEntries<'_> {
        let mut index = IndexEntries::default();
        for part in &self.0 {
            match part {
                Part::Elem(elem) => index.push_slice(*elem),
                Part::Signed(list) => index.push(list),
                Part::Plain(list) => index.push(list),
                Part::Mask(mask) => index.push(mask),
            }
        }
        index
    }
}

fn gathers<T: Sample>(case: &Case, dice: &mut Dice) {
    let base = case.base(|_| T::sample(dice));
    let v = case.view(&base);
    let (entries, ours) = entries(dice, case.shape());
    let chosen = naive::chosen(case.shape(), &entries);
    if chosen.shape.len() > 8 || chosen.data.len() > 5000 {
        return;
    }
    let held = Held::new(&ours);
    let context = || format!("{case:?} at {entries:?}");
    let all = Nd::of(v);
    let data = chosen.data.iter().map(|place| all.at(place)).collect();
    let expected = Nd { shape: chosen.shape.clone(), data };
    same(v.gather(held.index()).view(), &expected, context);
    changes(dice, &expected.shape, context, |i, _| expected.at(i), |out| v.gather_into(held.index(), out));
}

fn scatters(dice: &mut Dice, shape: &[usize]) {
    let (entries, ours) = entries(dice, shape);
    let chosen = naive::chosen(shape, &entries);
    if chosen.shape.len() > 8 || chosen.data.len() > 2000 {
        return;
    }
    let held = Held::new(&ours);
    let context = || format!("{shape:?} at {entries:?}");
    let values = Strided::<i64>::operand(dice, &chosen.shape);
    let narrow = Nd::of(values.view());
    let wide = Nd::from_fn(&chosen.shape, |index| narrow.at(index));
    let last = |i: &[usize], old| naive::changed(i, old, &chosen, &wide, |_, new| new);
    changes(dice, shape, context, last, |out| out.scatter(held.index(), values.view()));
    let sum = |i: &[usize], old| naive::changed(i, old, &chosen, &wide, |old, new| old + new);
    changes(dice, shape, context, sum, |out| out.scatter_add(held.index(), values.view()));
    // Not commutative, so that the order shows.
    let mix = |old: i64, new: i64| old.wrapping_mul(3).wrapping_add(new);
    let mixed = |i: &[usize], old| naive::changed(i, old, &chosen, &wide, mix);
    changes(dice, shape, context, mixed, |out| {
        out.scatter_with(held.index(), values.view(), |slot, value| *slot = mix(*slot, value));
    });
}

fn along(case: &Case, dice: &mut Dice) {
    let base = case.base(|_| f32::sample(dice));
    let v = case.view(&base);
    for axis in 0..case.shape().len() {
        let n = case.shape()[axis];
        let mut shape = case.shape().to_vec();
        shape.iter_mut().for_each(|n| match dice.below(8) {
            0 => *n = 1,
            1 if *n == 1 => *n = 2,
            _ => (),
        });
        shape[axis] = if n == 0 { 0 } else { dice.below(4) };
        let (places, signed) = list(dice, &shape, n.max(1));
        let chosen = naive::along(case.shape(), &places, axis);
        if chosen.data.len() > 4000 {
            continue;
        }
        let context = || format!("{case:?} along {axis} at {places:?}");
        let all = Nd::of(v);
        let data = chosen.data.iter().map(|place| all.at(place)).collect();
        let expected = Nd { shape: chosen.shape.clone(), data };
        let at = Axis(axis as isize);
        same(v.take_along_axis(signed.view(), at).view(), &expected, context);
        let plain = ArrayD::from_vec(&shape[..], places.data.clone()).unwrap();
        same(v.take_along_axis(&plain, Axis(at.0 - shape.len() as isize)).view(), &expected, context);
        changes(
            dice,
            &expected.shape,
            context,
            |i, _| expected.at(i),
            |out| v.take_along_axis_into(signed.view(), at, out),
        );
        let values = Strided::<f32>::operand(dice, &chosen.shape);
        let narrow = Nd::of(values.view());
        let wide = Nd::from_fn(&chosen.shape, |index| narrow.at(index));
        let last = |i: &[usize], old| naive::changed(i, old, &chosen, &wide, |_, new| new);
        changes(dice, case.shape(), context, last, |out| {
            out.put_along_axis(signed.view(), at, values.view());
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn gathering_is_indexing(case in case(), seed: u64) {
        let mut dice = Dice(seed);
        match dice.below(4) {
            0 => gathers::<f64>(&case, &mut dice),
            1 => gathers::<u8>(&case, &mut dice),
            2 => gathers::<u16>(&case, &mut dice),
            _ => gathers::<i32>(&case, &mut dice),
        }
    }

    #[test]
    fn scattering_is_in_order(shape in prop::collection::vec(0_usize..5, 0..5), seed: u64) {
        scatters(&mut Dice(seed), &shape);
    }

    #[test]
    fn along_an_axis(case in case(), seed: u64) {
        along(&case, &mut Dice(seed));
    }
}

/// Shapes and elements that NumPy 2.4 gave for `np.arange(...)` of these shapes.
#[test]
fn shapes_are_numpys() {
    let (i, j) = (array![1, 0], array![2, 1]);
    let k = array![[0, 1], [1, 0], [0, 0]];
    let b = Array2::from_fn([3, 4], |[i, j]| 4 * i + j);
    let c = Array3::from_fn([2, 3, 4], |[i, j, k]| 12 * i + 4 * j + k);
    let a = Array4::from_fn([2, 3, 4, 5], |[i, j, k, l]| 60 * i + 20 * j + 5 * k + l);
    let q = Array3::<i32>::zeros([3, 4, 5]);
    assert_eq!(b.gather(s![&i, ..., &j]).shape(), [2]);
    // An ellipsis of no axes is between its neighbours all the same.
    assert_eq!(q.gather(s![.., &k, ..., &k]).shape(), [3, 2, 3]);
    assert_eq!(q.gather(s![.., &k, &k]).shape(), [3, 3, 2]);
    // A single index is an array of rank 0.
    assert_eq!(c.gather(s![0, .., &i]).shape(), [2, 3]);
    assert_eq!(c.gather(s![.., 0, &i]).shape(), [2, 2]);
    assert_eq!(c.gather(s![0, &i]).shape(), [2, 4]);
    assert_eq!(a.gather(s![0, .., .., &k]).shape(), [3, 2, 3, 4]);
    assert_eq!(a.gather(s![.., 1, &k]).shape(), [2, 3, 2, 5]);
    assert_eq!(c.gather(s![&i, NewAxis, &j]).shape(), [2, 1, 4]);
    assert_eq!(c.gather(s![.., &i, NewAxis, &j]).shape(), [2, 2, 1]);
    assert_eq!(c.gather(s![NewAxis, &i, &j]).shape(), [1, 2, 4]);
    assert_eq!(c.gather(s![.., i.slice(s![.., NewAxis]), &j]).shape(), [2, 2, 2]);
    let m = array![[true, false, true], [false, true, true]];
    assert_eq!(c.gather(s![&m]).shape(), [4, 4]);
    assert_eq!(c.gather(s![.., Array2::full([3, 4], true)]).shape(), [2, 12]);
    assert_eq!(c.gather(s![&m, &[0, 1, 2, 3]]).shape(), [4]);
    assert_eq!(c.gather(s![0, Array2::full([3, 4], true)]).shape(), [12]);
    assert_eq!(c.gather(s![Array0::from_fn([], |_| true)]).shape(), [1, 2, 3, 4]);
    assert_eq!(c.gather(s![..., &[0, 3]]).shape(), [2, 3, 2]);
    assert_eq!(c.gather(s![Array0::from_fn([], |_| 1)]).shape(), [3, 4]);
    assert_eq!(a.gather(s![&i, .., &j]).shape(), [2, 3, 5]);
    assert_eq!(a.gather(s![.., &i, .., &j]).shape(), [2, 2, 4]);
    assert_eq!(a.gather(s![.., &k, .., &j]).shape(), [3, 2, 2, 4]);
    assert_eq!(a.gather(s![.., .., &k, &j]).shape(), [2, 3, 3, 2]);
    assert_eq!(a.gather(s![..., &k, ..]).shape(), [2, 3, 3, 2, 5]);
    assert_eq!(c.gather(s![&i, .., &j]), array![[14, 18, 22], [1, 5, 9]]);
    assert_eq!(c.gather(s![.., &j, &i]), array![[9, 4], [21, 16]]);
    assert_eq!(c.gather(s![0, .., k.slice(s![..1, ..])]), array![[[0, 4, 8], [1, 5, 9]]]);
    // Slices alone are slices.
    assert_eq!(c.gather(s![1, ..;-1, 1..3]), c.slice(s![1, ..;-1, 1..3]));
}

#[test]
fn what_does_not_fit_is_an_error() {
    let a = Array2::<i32>::zeros([2, 3]);
    let message = |e: longstride::Error| e.to_string();
    assert_eq!(
        message(a.try_gather(s![&[0], &[0], &[0]]).unwrap_err()),
        "rank 3 where rank 2 is needed in gather"
    );
    assert_eq!(
        message(a.try_gather(s![.., &[0, 3]]).unwrap_err()),
        "index 3 is out of range on axis 1 of extent 3 in gather"
    );
    assert_eq!(
        message(a.try_gather(s![NewAxis, .., &[0_u8, 200]]).unwrap_err()),
        "index 200 is out of range on axis 1 of extent 3 in gather"
    );
    assert_eq!(
        message(a.try_gather(s![array![true, true, true]]).unwrap_err()),
        "shape (3,) where (2,) is needed in gather"
    );
    assert_eq!(
        message(a.try_gather(s![1..4, &[0]]).unwrap_err()),
        "range 1..4 does not fit axis 0 of extent 2 in gather"
    );
    let mut out = Array1::zeros(3);
    assert_eq!(
        message(a.try_gather_into(s![&[0, 1], &[0, 1]], &mut out).unwrap_err()),
        "shape (2,) where (3,) is needed in gather_into"
    );
    let mut b = a.to_owned();
    assert_eq!(
        message(b.try_scatter(s![&[0, 1]], &array![1, 2]).unwrap_err()),
        "cannot broadcast (2,) with (2, 3): axis 1 is 2 against 3 in scatter"
    );
    assert_eq!(
        message(b.try_scatter_add(s![&[0, 2]], 1).unwrap_err()),
        "index 2 is out of range on axis 0 of extent 2 in scatter_add"
    );
    assert_eq!(b, a);
    assert_eq!(
        message(a.try_take_along_axis(&array![[0], [3]], Axis(1)).unwrap_err()),
        "index 3 is out of range on axis 1 of extent 3 in take_along_axis"
    );
    assert_eq!(
        message(a.try_take_along_axis(&array![[0], [1], [0]], Axis(1)).unwrap_err()),
        "cannot broadcast (2, 1) with (3, 1): axis 0 is 2 against 3 in take_along_axis"
    );
    let e = b.try_put_along_axis(&array![[0], [1]], Axis(2), 0).unwrap_err();
    assert_eq!(message(e), "axis 2 is out of range for rank 2 in put_along_axis");
    assert_eq!(b, a);
}

/// Large enough for threads, whose number must not show, and for duplicates in every part.
#[test]
fn threads_do_not_change_a_result() {
    let mut dice = Dice(7);
    let a = Array3::from_fn([60, 70, 80], |[i, j, k]| (5600 * i + 80 * j + k) as i64);
    let i: Array1<usize> = (0..12_000).map(|_| dice.below(60)).collect();
    let j: Array1<i32> = (0..12_000).map(|_| dice.below(70) as i32 - 70).collect();
    let got = a.gather(s![&i, .., &j]);
    assert_eq!(got.shape(), [12_000, 70]);
    for (n, row) in got.outer_iter().enumerate().step_by(397) {
        let place = (j[n] + 80) as usize;
        assert!(row.iter().enumerate().all(|(m, &x)| x == a[[i[n], m, place]]));
    }
    assert_eq!(longstride::threads::with(1, || a.gather(s![&i, .., &j])), got);
    let along = Array3::from_fn([60, 70, 80], |_| dice.below(70));
    let taken = a.take_along_axis(&along, Axis(1));
    assert!(taken.indexed_iter().step_by(331).all(|([x, y, z], &t)| t == a[[x, along[[x, y, z]], z]]));
    let run = |threads: usize| {
        longstride::threads::with(threads, || {
            let mut b = a.to_owned();
            b.put_along_axis(&along, Axis(1), &taken + 1);
            b.scatter(s![&i, .., &j], &got * 2);
            b.scatter_with(s![.., j.slice(s![..1500]), 3..], 5, |slot, v| *slot = slot.wrapping_mul(3) + v);
            b
        })
    };
    let (one, two) = (run(1), run(2));
    assert_eq!(one, two);
    // The last of the duplicates.
    let (n, place) = (11_999, (j[11_999] + 80) as usize);
    let mut b = a.to_owned();
    b.scatter(s![&i, .., &j], &got * 2);
    assert_eq!(b[[i[n], 5, place]], got[[n, 5]] * 2);
}

/// Ranks count only in the result.
#[test]
fn new_axes_have_room() {
    let a = Array6::from_fn([2; 6], |index| index[5]);
    let one = &[1];
    let n = NewAxis;
    assert_eq!(a.gather(s![n, n, n, one, one, one, one, one, one]).shape(), [1, 1, 1, 1]);
    assert_eq!(a.gather(s![n, one, n, ..]).shape(), [1, 1, 1, 2, 2, 2, 2, 2][..]);
    let e = a.try_gather(s![n, one, n, .., n]).unwrap_err();
    assert_eq!(e.to_string(), "rank 9 is more than 8 in gather");
}
