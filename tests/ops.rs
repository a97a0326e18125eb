//! Selecting, taking, scattering and joining against plain loops: every layout, element type, axis and form, on small views of any kind. Large ones, and what
//! is refused, are in `ops_large.rs`.

mod oracle;

use longstride::ops::*;
use longstride::prelude::*;
use oracle::eval::{Nd, same};
use oracle::ops as naive;
use oracle::strided::{Dice, Sample, Strided, changes};
use oracle::views::{Case, case, case_mut};
use proptest::prelude::*;

fn random<T: Sample>(seed: u64, shape: &[usize]) -> Nd<T> {
    let mut dice = Dice(seed);
    Nd::from_fn(shape, |_| T::sample(&mut dice))
}

/// A base array of a case with random elements.
fn base<T: Sample>(case: &Case, dice: &mut Dice) -> ArrayD<T> {
    case.base(|_| T::sample(dice))
}

/// Indices into an extent, from both ends, with repetitions; the second list counts from the front.
fn indices(dice: &mut Dice, extent: usize, count: usize) -> (Vec<isize>, Vec<usize>) {
    let count = if extent == 0 { 0 } else { count };
    let places: Vec<usize> = (0..count).map(|_| dice.below(extent)).collect();
    let signed = |&p: &usize| if dice.once_in(2) { p as isize } else { p as isize - extent as isize };
    (places.iter().map(signed).collect(), places)
}

/// A mask of a random density, in a random layout.
fn mask(dice: &mut Dice, shape: &[usize]) -> Strided<bool> {
    let density = dice.pick(&[0, 1, 8, 15, 16]);
    let plain = dice.once_in(2);
    let mut own = Dice(dice.next());
    Strided::laid_out(dice, shape, plain, || own.below(16) < density)
}

fn selects<T: Sample>(case: &Case, dice: &mut Dice) {
    let base = base::<T>(case, dice);
    let v = case.view(&base);
    let mask = mask(dice, case.shape());
    let expected = naive::extract(&Nd::of(v), &Nd::of(mask.view()));
    let expected = Nd { shape: vec![expected.len()], data: expected };
    let context = || format!("{case:?} by {mask:?}");
    same(v.extract(mask.view()).view(), &expected, context);
    // Both sides as expressions.
    let fused = zip2(v, v).map(|x, _| x);
    same(
        fused.extract(!mask.view()).view(),
        &{
            let data = naive::extract(&Nd::of(v), &Nd::of((!mask.view()).eval().view()));
            Nd { shape: vec![data.len()], data }
        },
        context,
    );
    // Into a destination with and without gaps, exactly long enough or longer; the rest stays.
    let extra = dice.pick(&[0, 1, 3, 70, v.len()]);
    let len = expected.data.len() + extra;
    let new = |i: &[usize], old| expected.data.get(i[0]).copied().unwrap_or(old);
    changes(dice, &[len], context, new, |out| {
        let mut out = out.view_mut().into_rank::<Ix1>().unwrap();
        assert_eq!(v.extract_into(mask.view(), &mut out), expected.data.len());
    });
    if let Some(short) = expected.data.len().checked_sub(1) {
        changes(
            dice,
            &[short],
            context,
            |_, old: T| old,
            |out| {
                let e = v
                    .try_extract_into(mask.view(), &mut out.view_mut().into_rank::<Ix1>().unwrap())
                    .unwrap_err();
                let text =
                    format!("{} elements do not fit a destination of {short} in extract_into", short + 1);
                assert_eq!(e.to_string(), text);
            },
        );
    }
}

fn finds(case: &Case, dice: &mut Dice) {
    let base = base::<bool>(case, dice);
    let v = case.view(&base);
    let expected = naive::argwhere(&Nd::of(v));
    let rank = case.shape().len();
    let rows = Nd { shape: vec![expected.len(), rank], data: expected.concat() };
    same(v.argwhere().view(), &rows, || format!("{case:?}"));
    let flat = v.flat_nonzero();
    assert_eq!(flat.len(), expected.len());
    let numbers = Nd::of(v).data.iter().enumerate().filter(|(_, m)| **m).map(|(i, _)| i).collect::<Vec<_>>();
    assert_eq!(flat.as_slice(), Some(&numbers[..]));
    for (axis, found) in v.nonzero().iter().enumerate() {
        assert!(found.iter().eq(expected.iter().map(|index| &index[axis])));
    }
    assert_eq!(v.nonzero().len(), rank);
}

fn takes<T: Sample>(case: &Case, dice: &mut Dice) {
    let base = base::<T>(case, dice);
    let v = case.view(&base);
    let all = Nd::of(v);
    for axis in 0..case.shape().len() {
        let count = dice.pick(&[0, 1, 2, 5, 9]);
        let (signed, places) = indices(dice, case.shape()[axis], count);
        let context = || format!("{case:?} axis {axis} at {signed:?}");
        let expected = naive::take(&all, axis, &places);
        let (front, back) = (Axis(axis as isize), Axis(axis as isize - case.shape().len() as isize));
        same(v.take(&signed, back).view(), &expected, context);
        same(v.take(&places[..], front).view(), &expected, context);
        let narrow: Array1<i16> = signed.iter().map(|&i| i as i16).collect();
        same(v.take(&narrow, front).view(), &expected, context);
        let backwards: Array1<u32> = places.iter().rev().map(|&i| i as u32).collect();
        changes(
            dice,
            &expected.shape,
            context,
            |i, _| expected.at(i),
            |out| {
                v.take_into(&backwards.slice(s![..;-1]), front, out);
            },
        );
        let keep = random::<bool>(dice.next(), &[case.shape()[axis]]);
        let places: Vec<usize> = (0..keep.data.len()).filter(|&i| keep.data[i]).collect();
        let keep = Array1::from_iter(keep.data);
        same(v.compress(&keep, front).view(), &naive::take(&all, axis, &places), context);
    }
    let (signed, places) = indices(dice, v.len(), 11);
    let flat = Nd { shape: vec![v.len()], data: all.data };
    let expected = naive::take(&flat, 0, &places);
    let context = || format!("{case:?} flat at {signed:?}");
    same(v.take_flat(&signed).view(), &expected, context);
    changes(
        dice,
        &expected.shape,
        context,
        |i, _| expected.at(i),
        |out| {
            v.take_flat_into(&places, &mut out.view_mut().into_rank::<Ix1>().unwrap());
        },
    );
}

fn scatters<T: Sample + core::ops::Add<Output = T>>(case: &Case, dice: &mut Dice) {
    let last = |_: T, new: T| new;
    let mut put = base::<T>(case, dice);
    let mut added = put.to_owned();
    for axis in 0..case.shape().len() {
        let count = dice.pick(&[0, 1, 2, 6]);
        let (signed, places) = indices(dice, case.shape()[axis], count);
        let mut shape = case.shape().to_vec();
        shape[axis] = places.len();
        let values = Strided::<T>::operand(dice, &shape);
        let spread = Nd::of(values.view().broadcast_to(&shape[..]));
        let at = Axis(axis as isize);
        let context = || format!("{case:?} axis {axis} at {signed:?} from {values:?}");
        let expected = Nd::from_fn(case.shape(), |i| {
            naive::scattered(i, case.view(&put).get(i).copied().unwrap(), axis, &places, &spread, last)
        });
        case.view_mut(&mut put).put_axis(&signed, at, values.view());
        same(case.view(&put), &expected, context);
        let expected = Nd::from_fn(case.shape(), |i| {
            naive::scattered(i, case.view(&added).get(i).copied().unwrap(), axis, &places, &spread, |a, b| {
                a + b
            })
        });
        case.view_mut(&mut added).add_at_axis(&places, at, values.view());
        same(case.view(&added), &expected, context);
    }
}

fn scatters_flat<T: Sample + core::ops::Add<Output = T>>(case: &Case, dice: &mut Dice) {
    let mut put = base::<T>(case, dice);
    let mut added = put.to_owned();
    let len = case.shape().iter().product();
    let (signed, places) = indices(dice, len, 13);
    let values = Strided::<T>::operand(dice, &[places.len()]);
    let spread = Nd::of(values.view().broadcast_to(&[places.len()][..]));
    let context = || format!("{case:?} flat at {signed:?} from {values:?}");
    let folded = |before: Nd<T>, change: &dyn Fn(T, T) -> T| {
        let (shape, mut data) = (before.shape, before.data);
        places.iter().zip(&spread.data).for_each(|(&p, &v)| data[p] = change(data[p], v));
        Nd { shape, data }
    };
    let expected = folded(Nd::of(case.view(&put)), &|_, new| new);
    case.view_mut(&mut put).put(&signed, values.view());
    same(case.view(&put), &expected, context);
    let expected = folded(Nd::of(case.view(&added)), &|old, new| old + new);
    case.view_mut(&mut added).add_at(&places, values.view());
    same(case.view(&added), &expected, context);
}

fn assigns_masked<T: Sample>(case: &Case, dice: &mut Dice) {
    let mut out = base::<T>(case, dice);
    let mask = mask(dice, case.shape());
    let holds = Nd::of(mask.view());
    let count = holds.data.iter().filter(|m| **m).count();
    let values = Strided::<T>::destination(dice, &[count]);
    let mut expected = Nd::of(case.view(&out));
    let slots = expected.data.iter_mut().zip(&holds.data).filter(|(_, m)| **m);
    slots.zip(Nd::of(values.view()).data).for_each(|((slot, _), value)| *slot = value);
    case.view_mut(&mut out).assign_masked(mask.view(), values.view());
    same(case.view(&out), &expected, || format!("{case:?} where {mask:?}"));
    if count != 2 {
        let before = Nd::of(out.view());
        let two = Array1::from_iter(random::<T>(1, &[2]).data);
        assert!(case.view_mut(&mut out).try_assign_masked(mask.view(), &two).is_err());
        same(out.view(), &before, || "a refusal writes nothing".to_owned());
    }
}

fn joins<T: Sample>(dice: &mut Dice) {
    let mut shape = dice.shape();
    shape.truncate(5);
    // Stacked: one more axis, anywhere.
    let count = 1 + dice.below(6);
    let parts: Vec<Strided<T>> = (0..count).map(|_| Strided::destination(dice, &shape)).collect();
    let views: Vec<ViewD<'_, T>> = parts.iter().map(|part| part.view()).collect();
    let axis = dice.below(shape.len() + 1);
    let raised: Vec<Nd<T>> = views.iter().map(|v| Nd::of(v.insert_axis(Axis(axis as isize)))).collect();
    let expected = naive::join(&raised, axis);
    let context = || format!("{parts:?} along {axis}");
    same(stack(&views, Axis(axis as isize)).view(), &expected, context);
    same(stack(&views, Axis(axis as isize - shape.len() as isize - 1)).view(), &expected, context);
    changes(
        dice,
        &expected.shape,
        context,
        |i, _| expected.at(i),
        |out| {
            stack_into(&views, Axis(axis as isize), out);
        },
    );
    // Joined, with other extents along the axis.
    if shape.is_empty() {
        assert!(try_concatenate(&views, Axis(0)).is_err());
        return;
    }
    let axis = dice.below(shape.len());
    let parts: Vec<Strided<T>> = (0..count)
        .map(|_| {
            shape[axis] = dice.pick(&[0, 1, 1, 2, 3, 9]);
            Strided::destination(dice, &shape)
        })
        .collect();
    let views: Vec<ViewD<'_, T>> = parts.iter().map(|part| part.view()).collect();
    let all: Vec<Nd<T>> = views.iter().map(|v| Nd::of(*v)).collect();
    let expected = naive::join(&all, axis);
    let context = || format!("{parts:?} along {axis}");
    same(concatenate(&views, Axis(axis as isize)).view(), &expected, context);
    changes(
        dice,
        &expected.shape,
        context,
        |i, _| expected.at(i),
        |out| {
            concatenate_into(&views, Axis(axis as isize - shape.len() as isize), out);
        },
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 64 } else { 400 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mask_selects((case, seed) in (case(), any::<u64>())) {
        let dice = &mut Dice(seed);
        selects::<f64>(&case, dice);
        selects::<f32>(&case, dice);
        selects::<i32>(&case, dice);
        selects::<u16>(&case, dice);
        selects::<u8>(&case, dice);
        selects::<bool>(&case, dice);
        finds(&case, dice);
    }

    #[test]
    fn indices_take((case, seed) in (case(), any::<u64>())) {
        let dice = &mut Dice(seed);
        takes::<f64>(&case, dice);
        takes::<f32>(&case, dice);
        takes::<i32>(&case, dice);
        takes::<u8>(&case, dice);
        takes::<bool>(&case, dice);
    }

    #[test]
    fn indices_scatter((case, seed) in (case_mut(), any::<u64>())) {
        let dice = &mut Dice(seed);
        scatters::<f64>(&case, dice);
        scatters::<f32>(&case, dice);
        scatters::<i32>(&case, dice);
        scatters::<u64>(&case, dice);
        scatters_flat::<f64>(&case, dice);
        scatters_flat::<i32>(&case, dice);
        assigns_masked::<f64>(&case, dice);
        assigns_masked::<u8>(&case, dice);
        assigns_masked::<bool>(&case, dice);
    }

    #[test]
    fn arrays_join(seed in any::<u64>()) {
        let dice = &mut Dice(seed);
        joins::<f64>(dice);
        joins::<f32>(dice);
        joins::<i32>(dice);
        joins::<u8>(dice);
        joins::<bool>(dice);
    }
}
