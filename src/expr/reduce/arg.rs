//! Where the smallest or the largest element stands.
//!
//! A leaf of values is reduced in lanes first. Only if it has a better one is it searched for that, while it is in the
//! cache, which is rare.

use crate::exec::{
    Apply, At, Kernel, LANES, LEAF, LEAVES, Line, Reduction, Row, Rows, across, in_lanes, leaves_across,
};
use crate::expr::op;

/// A value and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Found<T> {
    pub(super) value: T,
    position: usize,
}

/// Whether a value differs from itself, as only a NaN does.
#[inline(always)]
#[allow(clippy::eq_op, reason = "that is how a NaN is told without knowing the type")]
fn is_nan<T: PartialOrd + Copy>(x: T) -> bool {
    x != x
}

/// Where a value stands in a leaf that has it: the first place, or the last one. In lanes, first whether it is among them,
/// and then, without a branch, where.
#[inline(always)]
fn place_of<V: Row<Elem: PartialOrd + Copy>>(leaf: Line<'_, V>, value: V::Elem, last: bool) -> usize {
    let same = |x: V::Elem| (x == value) | (is_nan(x) & is_nan(value));
    let whole = leaf.len() / LANES;
    let rest = |mut place: Option<usize>| {
        for i in whole * LANES..leaf.len() {
            if same(leaf.part(i, 1).first()) && (last || place.is_none()) {
                place = Some(i);
            }
        }
        place
    };
    if last && let Some(place) = rest(None) {
        return place;
    }
    for i in 0..whole {
        let start = LANES * if last { whole - 1 - i } else { i };
        let mut found = [false; LANES];
        for (found, x) in found.iter_mut().zip(leaf.array::<LANES>(start)) {
            *found = same(x);
        }
        let mut any = false;
        for found in found {
            any |= found;
        }
        if any {
            // Of the places where it is, the first; counted from the other end, if the last one is wanted.
            let mut place = LANES as u32;
            for l in 0..LANES {
                let l = if last { LANES - 1 - l } else { l };
                let from_end = if last { LANES - 1 - l } else { l };
                place = place.min(if found[l] { from_end as u32 } else { LANES as u32 });
            }
            let place = if last { LANES - 1 - place as usize } else { place as usize };
            return start + place;
        }
    }
    rest(None).unwrap_or(0)
}

// The two: the function that picks, and the comparison that it stands for.
macro_rules! args {
    ($($name:ident $pick:ident $le:tt $doc:literal;)*) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name;
        impl $name {
            /// The better one; of equal ones, or of two NaN, the first.
            #[inline(always)]
            fn better<T: PartialOrd + Copy>(a: Found<T>, b: Found<T>) -> Found<T> {
                let (a, b) = if a.position <= b.position { (a, b) } else { (b, a) };
                if a.value $le b.value || is_nan(a.value) { a } else { b }
            }

            /// That of each of `W` columns from `j` on.
            #[inline(always)]
            fn columns<const W: usize, K: Kernel<Elem: PartialOrd + Copy>>(
                rows: Rows<'_, K>,
                at: At,
                j: usize,
                accs: &mut [Found<K::Elem>],
            ) {
                let last = rows.len() - 1;
                // In the order of their positions, so that the first one stays.
                let row = |i: usize| if at.step < 0 { last - i } else { i };
                let mut values = rows.row(row(0)).line().array::<W>(j);
                let mut places = [0usize; W];
                for i in 1..=last {
                    let x = rows.row(row(i)).line().array::<W>(j);
                    for l in 0..W {
                        let stays = (values[l] $le x[l]) | is_nan(values[l]);
                        values[l] = if stays { values[l] } else { x[l] };
                        places[l] = if stays { places[l] } else { i };
                    }
                }
                for (l, acc) in accs.iter_mut().enumerate() {
                    *acc = Found { value: values[l], position: at.position(row(places[l])) };
                }
            }
        }
        impl<T: PartialOrd + Copy + Send + Sync> Reduction<T> for $name {
            type Acc = Found<T>;
            type Output = usize;
            type Run = Option<Found<T>>;
            const POSITIONS: bool = true;
            const TWICE: bool = true;

            #[inline(always)]
            fn begin(&self) -> Option<Found<T>> {
                None
            }
            #[inline(always)]
            fn run<V: Row<Elem = T>>(&self, run: &mut Option<Found<T>>, values: Line<'_, V>, at: At) {
                for (i, leaf) in values.parts(LEAF).enumerate() {
                    let pick = |a, b| op::$pick.apply((a, b));
                    let value = across(in_lanes(leaf, leaf.first(), pick), pick);
                    let position = |j: usize| at.position(i * LEAF + j);
                    // Where it would stand at best.
                    let best = Found { value, position: position(0).min(position(leaf.len() - 1)) };
                    if let Some(found) = *run
                        && $name::better(found, best).position == found.position
                    {
                        continue;
                    }
                    let place = place_of(leaf, value, at.step < 0);
                    let new = Found { value, position: position(place) };
                    *run = Some(run.map_or(new, |found| $name::better(found, new)));
                }
            }
            #[inline(always)]
            fn each<K: Kernel<Elem = T>>(
                &self,
                rows: Rows<'_, K>,
                at: impl Fn(usize) -> At,
                accs: &mut [Found<T>],
            ) {
                if rows.cols() > LEAF {
                    for (r, acc) in accs.iter_mut().enumerate() {
                        let mut run = None;
                        self.run(&mut run, rows.row(r).line(), at(r));
                        *acc = Reduction::<T>::end(self, &run);
                    }
                    return;
                }
                let pick = |a, b| op::$pick.apply((a, b));
                let mut best = [[rows.row(0).line().first(); LANES]; LEAVES];
                core::hint::black_box(&mut best);
                for (i, accs) in accs.chunks_mut(LEAVES).enumerate() {
                    let some = rows.part(i * LEAVES, accs.len());
                    leaves_across(some, &mut best, |any| any, pick, pick);
                    for (r, (acc, &[value, ..])) in accs.iter_mut().zip(&best).enumerate() {
                        let at = at(i * LEAVES + r);
                        let place = place_of(some.row(r).line(), value, at.step < 0);
                        *acc = Found { value, position: at.position(place) };
                    }
                }
            }
            #[inline(always)]
            fn end(&self, run: &Option<Found<T>>) -> Found<T> {
                match *run {
                    Some(found) => found,
                    None => unreachable!("the run took values"),
                }
            }
            #[inline(always)]
            fn few(&self, values: impl Iterator<Item = T> + Clone, at: At) -> Found<T> {
                let mut best: Option<Found<T>> = None;
                for (i, value) in values.enumerate() {
                    let found = Found { value, position: at.position(i) };
                    best = Some(best.map_or(found, |best| $name::better(best, found)));
                }
                match best {
                    Some(found) => found,
                    None => unreachable!("there are a few values"),
                }
            }
            #[inline(always)]
            fn rows<K: Kernel<Elem = T>>(&self, rows: Rows<'_, K>, at: At, accs: &mut [Found<T>]) {
                let whole = accs.len() - accs.len() % LANES;
                let (chunks, rest) = accs.split_at_mut(whole);
                for (c, accs) in chunks.chunks_exact_mut(LANES).enumerate() {
                    $name::columns::<LANES, K>(rows, at, c * LANES, accs);
                }
                for (j, acc) in rest.iter_mut().enumerate() {
                    $name::columns::<1, K>(rows, at, whole + j, core::slice::from_mut(acc));
                }
            }
            #[inline(always)]
            fn combine(&self, a: Found<T>, b: Found<T>) -> Found<T> {
                $name::better(a, b)
            }
            fn finish(&self, acc: Found<T>, _: usize) -> usize {
                acc.position
            }
            fn empty(&self) -> Option<usize> {
                None
            }
        }
    )*};
}
args! {
    ArgMin Minimum <= "Where the smallest element stands, or the first NaN if there is one";
    ArgMax Maximum >= "Where the largest element stands, or the first NaN if there is one";
}
