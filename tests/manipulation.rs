//! Splitting, turning, stacking, repeating, rolling, inserting and deleting against plain loops, on views of any kind;
//! and what is refused. Borders are in `padding.rs`.

mod oracle;

use longstride::ops::*;
use longstride::prelude::*;
use oracle::eval::{Bits, Nd, same};
use oracle::manipulation as naive;
use oracle::panics::panics_with;
use oracle::strided::{Dice, Sample, Strided};
use oracle::views::{Case, case, case_mut};
use proptest::prelude::*;

fn base<T: Sample>(case: &Case, dice: &mut Dice) -> ArrayD<T> {
    case.base(|_| T::sample(dice))
}

fn axis(axis: usize) -> Axis {
    Axis(axis as isize)
}

#[track_caller]
fn equal<T: Bits>(got: &[ViewD<'_, T>], expected: &[Nd<T>], context: &dyn Fn() -> String) {
    assert_eq!(got.len(), expected.len(), "{}", context());
    got.iter().zip(expected).for_each(|(got, expected)| same(*got, expected, context));
}

fn splits<T: Sample>(case: &Case, dice: &mut Dice) {
    let base = base::<T>(case, dice);
    let v = case.view(&base);
    let all = Nd::of(v);
    let context = || format!("{case:?}");
    for a in 0..v.rank() {
        let n = all.shape[a];
        let mut cuts: Vec<usize> = (0..dice.below(4)).map(|_| dice.below(n + 1)).collect();
        cuts.sort();
        equal(&v.split(axis(a), &cuts[..]), &naive::split(&all, a, &cuts), &context);
        let count = 1 + dice.below(4);
        let even: Vec<usize> =
            (1..count).map(|k| (0..k).map(|p| n / count + usize::from(p < n % count)).sum()).collect();
        equal(&v.array_split(axis(a), count), &naive::split(&all, a, &even), &context);
        assert_eq!(v.try_split(axis(a), count).is_ok(), n.is_multiple_of(count));
        let parts: Vec<Nd<T>> = (0..n).map(|i| Nd::of(v.index_axis(axis(a), i as isize))).collect();
        equal(&v.unstack(axis(a)), &parts, &context);
        for b in (0..v.rank()).filter(|&b| b != a) {
            let (mut turned, mut back) = (all.clone(), 0);
            for turns in 0..5 {
                same(v.try_rot90_axes(turns, axis(a), axis(b)).unwrap(), &turned, context);
                same(v.try_rot90_axes(turns - 8, axis(a), axis(b)).unwrap(), &turned, context);
                turned = naive::turn(&turned, a, b);
                back += 1;
            }
            assert_eq!(back, 5);
        }
    }
    let mut flipped = all.clone();
    flipped.data.reverse();
    same(v.flip_all(), &flipped, context);
    for rank in 0..5 {
        let mut raised = all.clone();
        (all.shape.len()..rank).for_each(|_| raised.shape.insert(0, 1));
        same(v.atleast_nd(rank), &raised, context);
    }
}

fn repeats<T: Sample>(case: &Case, dice: &mut Dice) {
    let base = base::<T>(case, dice);
    let v = case.view(&base);
    let all = Nd::of(v);
    let context = || format!("{case:?}");
    let mut shifts = Vec::new();
    let mut rolled = all.clone();
    for a in 0..v.rank() {
        let n = all.shape[a];
        let count = dice.below(4);
        same(v.repeat(count, axis(a)).view(), &naive::repeat_each(&all, &vec![count; n], a), context);
        let counts: Vec<usize> = (0..n).map(|_| dice.below(4)).collect();
        same(v.repeat_each(&counts, axis(a)).view(), &naive::repeat_each(&all, &counts, a), context);
        let shift = dice.below(21) as isize - 10;
        same(v.roll(shift, axis(a)).view(), &naive::roll(&all, shift, a), context);
        shifts.push((shift, Axis(a as isize - v.rank() as isize)));
        rolled = naive::roll(&rolled, shift, a);
    }
    same(v.roll_axes(&shifts).view(), &rolled, context);
    let shift = dice.below(41) as isize - 20;
    let flat = naive::roll(&Nd { shape: vec![v.len()], data: all.data.clone() }, shift, 0);
    same(v.roll_flat(shift).view(), &Nd { shape: all.shape.clone(), data: flat.data }, context);
    // As many counts as axes, fewer, more.
    for rank in [v.rank(), dice.below(v.rank() + 1), v.rank() + 1] {
        let counts: Vec<usize> = (0..rank).map(|_| dice.pick(&[0, 1, 1, 2, 2, 3])).collect();
        same(v.tile(&counts[..]).view(), &naive::tile(&all, &counts), || format!("{counts:?} {case:?}"));
    }
    let to = [dice.below(5), dice.below(30)];
    match (v.is_empty(), to[0] * to[1]) {
        (true, 1..) => assert!(v.try_resize(to).is_err()),
        (_, len) => {
            let data = all.data.iter().copied().cycle().take(len).collect();
            same(v.resize(to).view(), &Nd { shape: to.to_vec(), data }, context);
        }
    }
}

fn edits<T: Sample>(case: &Case, dice: &mut Dice) {
    let base = base::<T>(case, dice);
    let v = case.view(&base);
    let all = Nd::of(v);
    for a in 0..v.rank() {
        let n = all.shape[a];
        let places: Vec<usize> = (0..dice.pick(&[0, 1, 2, 3, 6])).map(|_| dice.below(n + 1)).collect();
        let signed: Vec<isize> = places
            .iter()
            .map(|&p| if p < n && dice.once_in(2) { p as isize - n as isize } else { p as isize })
            .collect();
        let mut shape = all.shape.clone();
        shape[a] = places.len();
        let values = Strided::<T>::operand(dice, &shape);
        // One index takes as many values as there are.
        let single = places.len() == 1;
        let spread = values.view().broadcast_to(&shape[..]);
        let context = || format!("{case:?} axis {a} at {signed:?} from {values:?}");
        same(
            v.insert(&signed, values.view(), axis(a)).view(),
            &naive::insert(&all, &places, &Nd::of(spread), a),
            context,
        );
        if single {
            shape[a] = dice.below(4);
            let values = Strided::<T>::destination(dice, &shape);
            let expected = naive::insert(&all, &vec![places[0]; shape[a]], &Nd::of(values.view()), a);
            same(v.insert(&signed, values.view(), axis(a)).view(), &expected, context);
        }
        let gone: Vec<usize> =
            if n == 0 { vec![] } else { (0..dice.below(5)).map(|_| dice.below(n)).collect() };
        let back: Vec<isize> = gone.iter().map(|&p| p as isize - n as isize).collect();
        let expected = naive::delete(&all, &gone, a);
        same(v.delete(&gone, axis(a)).view(), &expected, context);
        same(v.delete(&back, axis(a)).view(), &expected, context);
        same(v.append(v, axis(a)).view(), &oracle::ops::join(&[all.clone(), all.clone()], a), context);
    }
}

fn trims(case: &Case, dice: &mut Dice) {
    let base = case.base(|_| i32::from(dice.once_in(6)));
    let v = case.view(&base);
    let all = Nd::of(v);
    let mut found: Vec<Vec<usize>> = Vec::new();
    Nd::from_fn(&all.shape, |index| {
        if all.at(index) != 0 {
            found.push(index.to_vec());
        }
    });
    for which in [Trim::Front, Trim::Back, Trim::Both] {
        let mut expected = all.clone();
        for a in 0..all.shape.len() {
            let low = found.iter().map(|i| i[a]).min().unwrap_or(0);
            let high = found.iter().map(|i| i[a] + 1).max().unwrap_or(0);
            let low = if which == Trim::Back && !found.is_empty() { 0 } else { low };
            let high = if which == Trim::Front && !found.is_empty() { all.shape[a] } else { high };
            expected = naive::along(&expected, a, high - low, |i| low + i);
        }
        same(v.trim_zeros(which), &expected, || format!("{which:?} {case:?}"));
    }
}

/// What is built in random parts.
fn builds<T: Sample>(dice: &mut Dice) {
    let mut shape = dice.shape();
    shape.truncate(6);
    let source = Strided::<T>::operand(dice, &shape);
    let expected = Nd::of(source.view().broadcast_to(&shape[..]));
    fn place<T: Sample>(slots: Slots<'_, T, IxDyn>, from: ViewD<'_, T>, dice: &mut Dice, depth: usize) {
        if depth == 0 || from.rank() == 0 {
            match dice.below(3) {
                0 => slots.assign(from),
                1 => slots.t().assign(from.t()),
                _ => {
                    let mut values = from.iter().copied();
                    slots.fill_with(|| values.next().unwrap());
                }
            }
            return;
        }
        let a = axis(dice.below(from.rank()));
        let n = from.shape()[a.0 as usize];
        if n > 0 && dice.once_in(4) {
            let size = 1 + dice.below(n);
            let parts = slots.axis_chunks(a, size).zip(from.axis_chunks(a, size));
            return parts.for_each(|(slots, from)| place(slots, from, dice, depth - 1));
        }
        let cut = dice.below(n + 1);
        let ((first, second), (head, tail)) = (slots.split_at(a, cut), from.split_at(a, cut));
        place(second, tail, dice, depth - 1);
        place(first, head, dice, depth - 1);
    }
    let from = source.view();
    let from = from.broadcast_to(&shape[..]);
    let built = ArrayD::build(&shape[..], |slots| place(slots, from, dice, 4));
    same(built.view(), &expected, || format!("{source:?}"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 48 } else { 400 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn views_split_and_turn((case, seed) in (case(), any::<u64>())) {
        splits::<f64>(&case, &mut Dice(seed));
        splits::<u8>(&case, &mut Dice(seed));
    }

    #[test]
    fn views_repeat_and_roll((case, seed) in (case(), any::<u64>())) {
        repeats::<f64>(&case, &mut Dice(seed));
        repeats::<u8>(&case, &mut Dice(seed));
    }

    #[test]
    fn views_are_edited((case, seed) in (case(), any::<u64>())) {
        edits::<f64>(&case, &mut Dice(seed));
        edits::<u16>(&case, &mut Dice(seed));
    }

    #[test]
    fn zeros_are_trimmed((case, seed) in (case(), any::<u64>())) {
        trims(&case, &mut Dice(seed));
    }

    #[test]
    fn parts_make_an_array(seed in any::<u64>()) {
        builds::<f64>(&mut Dice(seed));
        builds::<u8>(&mut Dice(seed));
    }

    #[test]
    fn parts_of_mutable_views_are_apart((case, seed) in (case_mut(), any::<u64>())) {
        let dice = &mut Dice(seed);
        let mut array = base::<i32>(&case, dice);
        for a in 0..case.shape().len() {
            let mut expected = Nd::of(case.view(&array));
            let mut v = case.view_mut(&mut array);
            for (i, mut part) in v.view_mut().unstack(axis(a)).into_iter().enumerate() {
                part.fill(i as i32);
            }
            for (number, mut part) in v.array_split(axis(a), 3).into_iter().enumerate() {
                part += 100 * number as i32;
            }
            let n = expected.shape[a];
            let part = |i: usize| (0..3).find(|&p| i < (0..=p).map(|p| n / 3 + usize::from(p < n % 3)).sum()).unwrap();
            expected = Nd::from_fn(&expected.shape, |index| (index[a] + 100 * part(index[a])) as i32);
            same(case.view(&array), &expected, || format!("{case:?}"));
        }
    }
}

#[test]
fn slots_left_out_are_noticed() {
    panics_with("0 elements do not fill shape (2, 3) in build", || {
        let _ = Array2::<String>::build([2, 3], |slots| drop(slots));
    });
    panics_with("3 elements do not fill shape (2, 3) in build", || {
        let _ = Array2::build([2, 3], |slots| slots.slice(s![1, ..]).fill_with(String::new));
    });
    // Slots of another array do not count.
    let mut inner = None;
    let e = Array1::<u8>::try_build(2, |slots| {
        inner = Some(Array1::<u8>::build(2, |slots| slots.fill(7)));
        drop(slots);
        Ok(())
    });
    assert_eq!(e.unwrap_err().to_string(), "0 elements do not fill shape (2,) in build");
    assert_eq!(inner.unwrap(), array![7, 7]);
    // A window that shares elements is refused, and what broadcasts too.
    let e = Array1::<u8>::try_build(4, |slots| slots.try_windows([2]).map(drop)).unwrap_err();
    assert_eq!(e.to_string(), "two indices would address one element of a mutable view in windows");
    assert!(Array1::<u8>::try_build(1, |slots| slots.try_broadcast_to([3]).map(drop)).is_err());
    // Several threads, elements that need dropping, and none at all.
    let names = Array2::build([2, 3], |slots| {
        std::thread::scope(|scope| {
            for (i, row) in slots.unstack(Axis(0)).into_iter().enumerate() {
                scope.spawn(move || row.fill_with(|| i.to_string()));
            }
        });
    });
    assert_eq!(names.index_axis(Axis(0), 1).iter().collect::<Vec<_>>(), ["1", "1", "1"]);
    assert_eq!(Array2::<String>::build([0, 3], |slots| drop(slots)).shape(), [0, 3]);
    assert_eq!(Array1::<()>::build(3, |slots| slots.fill(())).len(), 3);
}

#[test]
fn stacks_and_blocks() {
    let (v, w) = (array![1, 2, 3], array![4, 5, 6]);
    assert_eq!(hstack(&[&v, &w]), array![1, 2, 3, 4, 5, 6]);
    assert_eq!(vstack(&[&v, &w]), array![[1, 2, 3], [4, 5, 6]]);
    assert_eq!(dstack(&[&v, &w]), array![[[1, 4], [2, 5], [3, 6]]]);
    assert_eq!(column_stack(&[&v, &w]), array![[1, 4], [2, 5], [3, 6]]);
    let m = array![[1, 2], [3, 4]];
    assert_eq!(hstack(&[m.view(), m.t()]), array![[1, 2, 1, 3], [3, 4, 2, 4]]);
    assert_eq!(column_stack(&[m.view(), m.t()]), hstack(&[m.view(), m.t()]));
    assert_eq!(dstack(&[&m, &m]), stack(&[&m, &m], Axis(2)));
    assert_eq!(hstack(&[Array0::full([], 7).view(), Array0::full([], 8).view()]), array![7, 8]);
    // Dynamic rank, mixed: as NumPy, column_stack takes a vector as a column beside a matrix.
    let pair = array![5, 6];
    let mixed = [m.view().into_dyn(), pair.view().into_dyn()];
    assert_eq!(column_stack(&mixed).view().into_rank::<Ix2>().unwrap(), array![[1, 2, 5], [3, 4, 6]]);
    assert_eq!(
        block(&[vec![m.view(), m.t()], vec![array![[9, 8, 7, 6]].view()]]),
        array![[1, 2, 1, 3], [3, 4, 2, 4], [9, 8, 7, 6]]
    );
    assert_eq!(block(&[[&v, &w]]), array![[1, 2, 3, 4, 5, 6]]);
    let q = Array3::from_fn([2, 2, 2], |[i, j, k]| 4 * i + 2 * j + k);
    let two = concatenate(&[&q, &q], Axis(2));
    assert_eq!(block(&[[&q, &q], [&q, &q]]), concatenate(&[&two, &two], Axis(1)));
    let e = try_block(&[[&m, &array![[1, 2, 3]]]]).unwrap_err();
    assert_eq!(e.to_string(), "cannot join (2, 2) with (1, 3), array 1: axis 0 is 2 against 1 in block");
    let e = try_block(&[[&m], [&array![[1, 2, 3]]]]).unwrap_err();
    assert_eq!(e.to_string(), "cannot join (2, 2) with (1, 3), array 1: axis 1 is 2 against 3 in block");
    assert_eq!(try_hstack::<View1<'_, i32>>(&[]).unwrap_err().to_string(), "no arrays to join in hstack");
    assert!(try_block::<&Array2<i32>, [_; 0]>(&[[]]).is_err());
    let e = try_broadcast_arrays(&[&v, &array![1, 2]]).unwrap_err();
    assert_eq!(e.to_string(), "cannot broadcast (3,) with (2,): axis 0 is 3 against 2 in broadcast_arrays");
    assert_eq!(array![1, 2].atleast_3d().shape(), [1, 2, 1]);
    assert_eq!(m.atleast_3d().shape(), [2, 2, 1]);
    assert_eq!(Array0::full([], 1).atleast_3d().shape(), [1, 1, 1]);
    assert_eq!(Array0::full([], 1).atleast_1d().shape(), [1]);
    assert_eq!(m.fliplr(), array![[2, 1], [4, 3]]);
    assert_eq!(m.flipud(), array![[3, 4], [1, 2]]);
    assert_eq!(m.hsplit(2)[1], array![[2], [4]]);
    assert_eq!(m.vsplit([1])[0], array![[1, 2]]);
    assert_eq!(v.hsplit([1])[1], array![2, 3]);
    assert_eq!(q.dsplit(2)[1].shape(), [2, 2, 1]);
}

#[test]
fn what_does_not_fit_is_refused() {
    let a = Array2::<i32>::zeros([2, 3]);
    let message = |e: longstride::Error| e.to_string();
    let parts = |r: longstride::Result<Vec<View2<'_, i32>>>| message(r.map(|_| ()).unwrap_err());
    assert_eq!(parts(a.try_split(Axis(1), 2)), "the axis does not divide into so many equal parts in split");
    assert_eq!(parts(a.try_split(Axis(1), 0)), "an axis in 0 parts in split");
    assert_eq!(parts(a.try_array_split(Axis(1), 0)), "an axis in 0 parts in array_split");
    assert_eq!(parts(a.try_split(Axis(1), [2, 1])), "range 2..1 does not fit axis 1 of extent 3 in split");
    assert_eq!(parts(a.try_split(Axis(1), [4])), "range 0..4 does not fit axis 1 of extent 3 in split");
    assert_eq!(parts(a.try_split(Axis(2), [0])), "axis 2 is out of range for rank 2 in split");
    assert_eq!(
        message(a.try_rot90_axes(1, Axis(0), Axis(-2)).map(drop).unwrap_err()),
        "axis 0 is named twice in rot90_axes"
    );
    assert_eq!(
        message(a.try_flip_axes(&[Axis(1), Axis(-1)]).map(drop).unwrap_err()),
        "axis 1 is named twice in flip_axes"
    );
    assert_eq!(
        message(a.try_repeat_each(&[1, 2], Axis(1)).unwrap_err()),
        "2 elements do not fill shape (3,) in repeat_each"
    );
    assert!(a.try_repeat_each(&[usize::MAX, 2, 1], Axis(1)).is_err());
    assert!(a.try_repeat(usize::MAX, Axis(1)).is_err());
    assert!(a.try_tile([usize::MAX, 2]).is_err());
    assert_eq!(
        message(a.try_insert(&[4], 0, Axis(1)).unwrap_err()),
        "index 4 is out of range on axis 1 of extent 3 in insert"
    );
    assert_eq!(
        message(a.try_insert(&[-4], 0, Axis(1)).unwrap_err()),
        "index -4 is out of range on axis 1 of extent 3 in insert"
    );
    assert_eq!(
        message(a.try_insert(&[0, 1], &array![[1, 2, 3]], Axis(1)).unwrap_err()),
        "cannot broadcast (1, 3) with (2, 2): axis 1 is 3 against 2 in insert"
    );
    assert_eq!(
        message(a.try_delete(&[3], Axis(1)).unwrap_err()),
        "index 3 is out of range on axis 1 of extent 3 in delete"
    );
    assert_eq!(message(a.try_pad([(1, 1)], pad::Edge).unwrap_err()), "rank 1 where rank 2 is needed in pad");
    assert_eq!(message(a.try_pad(1, pad::Mean(Some(0))).unwrap_err()), "a statistic of no elements in pad");
    assert_eq!(
        message(a.try_pad(1, pad::Constant([(1, 2)])).unwrap_err()),
        "fewer values for borders than axes in pad"
    );
    assert!(a.try_pad(usize::MAX, pad::Constant(0)).is_err());
    // Without elements only constants make borders.
    let none = Array2::<i32>::zeros([0, 2]);
    assert_eq!(none.pad(1, pad::Constant(5)), Array2::full([2, 4], 5));
    assert_eq!(none.pad([(0, 0), (1, 1)], pad::Reflect).shape(), [0, 4]);
    assert_eq!(none.pad([(0, 0), (1, 1)], pad::Maximum(None)).shape(), [0, 4]);
    assert_eq!(
        message(none.try_pad(1, pad::Wrap).unwrap_err()),
        "no elements in shape (0, 2), and no identity to return in pad"
    );
    assert!(none.try_pad(1, pad::LinearRamp(0)).is_err() && none.try_pad(1, pad::Median(None)).is_err());
    assert_eq!(none.pad(0, pad::Edge), none);
    assert_eq!(Array0::full([], 3).pad(4, pad::Wrap), Array0::full([], 3));
    assert!(array![f64::NAN, 1.0, 2.0].pad(1, pad::Median(None))[0].is_nan());
    // Rank 8, which leaves no axis to spare.
    let wide = Array1::from_iter(0..256_i32).into_shape(&[2; 8][..]).unwrap();
    let all = Nd::of(wide.view());
    let context = || "rank 8".to_owned();
    same(
        wide.tile(&[1, 2, 1, 1, 2, 1, 1, 3][..]).view(),
        &naive::tile(&all, &[1, 2, 1, 1, 2, 1, 1, 3]),
        context,
    );
    same(wide.repeat(3, Axis(7)).view(), &naive::repeat_each(&all, &[3, 3], 7), context);
    same(wide.repeat(0, Axis(2)).view(), &naive::repeat_each(&all, &[0, 0], 2), context);
}
