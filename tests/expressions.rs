//! Expressions of every shape over views of every layout, against a loop over logical indices: equal to the last
//! bit, into new arrays, into strided destinations and in place, with dynamic and with static rank.

mod oracle;

use longstride::prelude::*;
use oracle::eval::{Nd, common, same};
use oracle::strided::{Dice, Strided, changes};
use oracle::views::{case, case_mut};
use proptest::prelude::*;

/// How many random cases each expression gets.
const CASES: u64 = 16;

/// An expression over views, and the same formula over elements.
///
/// It is evaluated with dynamic rank into a new array and into a random destination, and for ranks 2 and 3 also
/// with static rank.
macro_rules! check {
    ($($x:ident: $t:ty),+ => $expr:expr, $formula:expr) => {
        for seed in 0..CASES {
            let dice = &mut Dice(seed << 32 | line!() as u64);
            let shape = dice.shape();
            $(let $x = Strided::<$t>::operand(dice, &shape);)+
            let operands = format!("seed {seed}, {}: {}", stringify!($expr), concat!("" $(, stringify!($x), " {:?} ")+)
                .to_owned() + &format!("{:?}", [$(format!("{:?}", $x)),+]));
            let context = || operands.clone();
            let expected = {
                $(let $x = Nd::of($x.view());)+
                let shape = common(&[$(&$x.shape),+]);
                Nd::from_fn(&shape, |index| {
                    $(let $x: $t = $x.at(index);)+
                    $formula
                })
            };
            {
                $(let $x = $x.view();)+
                let expr = $expr;
                assert_eq!(expr.shape().to_vec(), expected.shape);
                same(expr.eval().view(), &expected, context);
                changes(dice, &expected.shape, context, |i, _| expected.at(i), |out| ($expr).eval_into(out));
            }
            if let &[n, m] = &expected.shape[..] {
                $(let $x: View2<'_, $t> = $x.view().broadcast_to([n, m]);)+
                let array = ($expr).eval();
                same(array.view(), &expected, context);
            } else if let &[n, m, l] = &expected.shape[..] {
                $(let $x: View3<'_, $t> = $x.view().broadcast_to([n, m, l]);)+
                let array = ($expr).eval();
                same(array.view(), &expected, context);
            }
        }
    };
}

#[test]
fn a_view_evaluates_to_a_copy() {
    check!(a: f64 => a, a);
    check!(a: u8 => a, a);
    check!(a: bool => a.lazy(), a);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Diagonals and overlapping windows too, which no combination of permuting and stepping gives.
    #[test]
    fn views_by_any_chain_of_movements_are_operands_and_destinations(case in case(), to in case_mut()) {
        let base = case.base(|k| k as f64);
        let v = case.view(&base);
        let shape = v.shape().to_vec();
        let text = || format!("{case:?}");
        let expected = |f: &dyn Fn(f64) -> f64| {
            Nd { shape: shape.clone(), data: case.values(|k| k as f64).into_iter().map(f).collect() }
        };
        same(v.eval().view(), &expected(&|x| x), text);
        same((v * 0.1 + v).eval().view(), &expected(&|x| x * 0.1 + x), text);
        let mut out = Array::full(&shape[..], 1.0);
        out -= v / 3.0;
        same(out.view(), &expected(&|x| 1.0 - x / 3.0), text);

        // The destination's own places change, and no others.
        let mut base = to.base(|k| k as f64);
        let mut expected = Nd::of(base.view().into_dyn());
        let memory = Nd::of(to.base(|k| k).view().into_dyn());
        to.places().for_each(|place| {
            let at = memory.data.iter().position(|&k| k == place).unwrap();
            expected.data[at] = expected.data[at] * 2.0 + 1.0;
        });
        let mut out = to.view_mut(&mut base);
        out *= 2.0;
        out += 1.0;
        same(base.view(), &expected, || format!("{to:?}"));
    }
}

#[test]
fn operators_between_arrays_and_scalars_on_either_side() {
    check!(a: f64, b: f64 => a + b, a + b);
    check!(a: f64, b: f64, c: f64 => a + 2.0 * b - c, a + 2.0 * b - c);
    check!(a: f64, b: f64 => (10.0 - a) * (b / 4.0), (10.0 - a) * (b / 4.0));
    check!(a: f64, b: f64, c: f64 => -(a * b) % c, -(a * b) % c);
    check!(a: f64, b: f64 => 1.0 / (a - b * 3.0), 1.0 / (a - b * 3.0));
    check!(a: f32, b: f32 => a * b + 1.5, a * b + 1.5);
    check!(a: i32, b: i32 => (a & b) | ((7 ^ a) << 1), (a & b) | ((7 ^ a) << 1));
    check!(a: i32, b: i32 => 3 * a - b % 5, 3 * a - b % 5);
    check!(a: u8, b: u8 => a * 3 / b + (200 >> (b % 8)), a * 3 / b + (200 >> (b % 8)));
    check!(a: bool, b: bool => (a & b) | (!a ^ b), (a & b) | (!a ^ b));
}

#[test]
fn deep_trees_fuse() {
    check!(a: f64, b: f64, c: f64, d: f64 =>
        ((a + b) * (c - d)) / ((a.abs() + 1.0) * (d.square() + 2.0)),
        ((a + b) * (c - d)) / ((a.abs() + 1.0) * (d * d + 2.0)));
    check!(a: f64, b: f64, c: f64, d: f64, e: f64 =>
        (a + b) * 0.25 + (c + d) * 0.5 - e * 1.5,
        (a + b) * 0.25 + (c + d) * 0.5 - e * 1.5);
    check!(a: f64, b: f64, c: f64 =>
        zip2(a + b, c * 2.0).map(|x: f64, y: f64| if x < y { x } else { y }) - a.maximum(c),
        { let (x, y) = (a + b, c * 2.0); (if x < y { x } else { y }) - maximum(a, c) });
}

/// NumPy's: a NaN wins, the first of two.
fn minimum(x: f64, y: f64) -> f64 {
    if x.is_nan() || x <= y { x } else { y }
}

fn maximum(x: f64, y: f64) -> f64 {
    if x.is_nan() || x >= y { x } else { y }
}

#[test]
fn comparisons_select_and_limits() {
    check!(a: f64, b: f64 => a.gt(b).select(a, b * 0.5), if a > b { a } else { b * 0.5 });
    check!(m: bool, a: f64 => m.select(a, 1.0), if m { a } else { 1.0 });
    check!(m: bool, a: i32, b: i32 => m.select(0, a + b), if m { 0 } else { a + b });
    check!(a: f64, b: f64, c: f64 => a.lt(b) & !c.is_nan(), (a < b) & !c.is_nan());
    check!(a: u8, b: u8 => a.equal(b) | a.le(3) & b.not_equal(1), (a == b) | (a <= 3) & (b != 1));
    check!(a: f64, b: f64, c: f64 => a.minimum(b).maximum(c), maximum(minimum(a, b), c));
    check!(a: f64, b: f64 => a.clip(-1.0, b), minimum(maximum(a, -1.0), b));
    check!(a: i32, b: i32 => a.clip(b, 4), a.max(b).min(4));
    check!(a: f64 => a.is_nan().select(0.0, a), if a.is_nan() { 0.0 } else { a });
}

#[test]
fn functions_of_an_element() {
    check!(a: f64, b: f64 => a.abs().sqrt() + b.square(), a.abs().sqrt() + b * b);
    check!(a: f64, b: f64, c: f64 => a.mul_add(b, c), a.mul_add(b, c));
    check!(a: f32, b: f32 => a.mul_add(b, 0.125), a.mul_add(b, 0.125));
    check!(a: f64, b: f64 => a.floor() + b.ceil() * a.trunc() - b.round(),
        a.floor() + b.ceil() * a.trunc() - b.round());
    check!(a: f64, b: f64 => a.recip().copysign(b) + a.signum(), (1.0 / a).copysign(b) + a.signum());
    // What they give is tested in `functions.rs`; here, that each element becomes what it becomes alone.
    check!(a: f64, b: f64 => a.exp() + b.sin(), array![a].exp().eval()[0] + array![b].sin().eval()[0]);
}

#[test]
fn casts_convert_as_rust_does() {
    check!(a: f64 => a.cast::<i32>(), a as i32);
    check!(a: f64, b: f64 => (a * 100.0).cast::<u8>().cast::<f64>() + b, (a * 100.0) as u8 as f64 + b);
    check!(a: u8, b: f64 => a.cast::<f64>() * b, f64::from(a) * b);
    check!(a: i32, b: f32 => a.cast::<f32>() / b, a as f32 / b);
    check!(a: f64 => a.cast::<f32>(), a as f32);
    check!(a: i32, b: u8 => a.cast::<u8>().lt(b), (a as u8) < b);
}

#[test]
fn closures_of_one_to_six_arrays() {
    check!(a: f64 => a.map(|x| x.to_bits() as i64), a.to_bits() as i64);
    check!(a: f64, b: u8 => zip2(a, b).map(|a: f64, b: u8| a * f64::from(b)), a * f64::from(b));
    check!(a: f64, b: i32, m: bool =>
        zip3(a, b, m).map(|a: f64, b: i32, m: bool| if m { a } else { f64::from(b) }),
        if m { a } else { f64::from(b) });
    check!(a: i32, b: i32, c: i32, d: u8 =>
        zip4(a, b, c, d).map(|a: i32, b: i32, c: i32, d: u8| a * b - c * i32::from(d)),
        a * b - c * i32::from(d));
    check!(a: f64, b: f64, c: f64, d: f64, e: f64 =>
        zip5(a, b, c, d, e).map(|a, b, c, d, e| a + b * c - d / e), a + b * c - d / e);
    check!(a: f64, b: f32, c: u8, d: bool, e: i32, g: f64 =>
        zip6(a, b, c, d, e, g).map(|a: f64, b: f32, c: u8, d: bool, e: i32, g: f64| {
            if d { a + f64::from(b) } else { g * f64::from(c) - f64::from(e) }
        }),
        if d { a + f64::from(b) } else { g * f64::from(c) - f64::from(e) });
    // More operands than the executor keeps inline.
    check!(a: f64, b: f64, c: f64, d: f64, e: f64 =>
        zip5(a + b, b + c, c + d, d + e, e + a).map(|a, b, c, d, e| a * b * c * d * e),
        (a + b) * (b + c) * (c + d) * (d + e) * (e + a));
}

/// An in-place operation on a random destination, and what becomes of an element `old`.
macro_rules! check_change {
    ($t:ty; $($x:ident: $u:ty),* => |$out:ident| $write:expr, |$old:ident| $formula:expr) => {
        for seed in 0..CASES {
            let dice = &mut Dice(seed << 32 | line!() as u64);
            let shape = dice.shape();
            $(let $x = Strided::<$u>::operand(dice, &shape);)*
            let context = format!("seed {seed}, {}: {:?}", stringify!($write), [$(format!("{:?}", $x)),*] as [String; _]);
            $(let $x = ($x.view(), Nd::of($x.view()));)*
            changes::<$t>(
                dice,
                &shape,
                || context.clone(),
                |index, $old| {
                    let _ = index;
                    $(let $x: $u = $x.1.at(index);)*
                    $formula
                },
                |$out| {
                    $(let $x = $x.0;)*
                    $write
                },
            );
        }
    };
}

#[test]
fn in_place_operators_broadcast_their_right_side() {
    check_change!(f64; a: f64 => |out| *out += a, |old| old + a);
    check_change!(f64; a: f64, b: f64 => |out| *out -= a * 0.5 + b, |old| old - (a * 0.5 + b));
    check_change!(f64; a: f64 => |out| *out *= a.abs() + 1.0, |old| old * (a.abs() + 1.0));
    check_change!(f64; a: f64 => |out| *out /= a, |old| old / a);
    check_change!(f64; => |out| *out %= 3.0, |old| old % 3.0);
    check_change!(f32; a: f32 => |out| *out += a, |old| old + a);
    check_change!(u8; a: u8 => |out| *out /= a, |old| old / a);
    check_change!(i32; a: i32, b: i32 => |out| *out ^= a & b, |old| old ^ (a & b));
    check_change!(i32; a: i32 => |out| *out |= a, |old| old | a);
    check_change!(bool; a: bool => |out| *out &= !a, |old| old & !a);
    check_change!(i32; => |out| *out <<= 2, |old| old << 2);
}

#[test]
fn assigning_broadcasts_and_masks() {
    check_change!(f64; a: f64 => |out| out.assign(a), |_old| a);
    check_change!(f64; a: f64, b: f64 => |out| out.assign(a * b), |_old| a * b);
    check_change!(u8; => |out| out.assign(7), |_old| 7);
    check_change!(f64; m: bool, a: f64 => |out| out.assign_where(m, a * 2.0), |old| if m { a * 2.0 } else { old });
    check_change!(f64; a: f64 => |out| out.assign_where(a.lt(0.0), 0.0), |old| if a < 0.0 { 0.0 } else { old });
    check_change!(bool; m: bool, a: bool => |out| out.assign_where(m, a), |old| if m { a } else { old });
    check_change!(i32; m: bool, a: i32 => |out| out.assign_where(m, a), |old| if m { a } else { old });
    // Views of elements that are only cloned.
    check_change!(u16; a: u16 => |out| out.clone_from_view(a), |_old| a);
}

/// Owned operands, some of which donate their buffer to the result: chains of random operations on a value that
/// changes its shape and layout on the way.
#[test]
fn owned_operands_donate_their_buffer() {
    for seed in 0..20 * CASES {
        let dice = &mut Dice(seed << 32);
        let shape = dice.shape();
        let mut value = Strided::<f64>::destination(dice, &shape).view().to_owned();
        let mut twin = Nd::of(value.view());
        let mut history = format!("seed {seed}: {shape:?}");
        for _ in 0..dice.below(5) {
            let (b, c) = (Strided::<f64>::operand(dice, &shape), Strided::<f64>::operand(dice, &shape));
            let step = dice.below(12);
            history += &format!(", then {step} with {b:?} and {c:?}");
            let (b2, c2) = (Nd::of(b.view()), Nd::of(c.view()));
            let each = |f: &dyn Fn(f64, f64, f64) -> f64| {
                let meet = common(&[&twin.shape, &b2.shape, &c2.shape]);
                Nd::from_fn(&meet, |i| f(twin.at(i), b2.at(i), c2.at(i)))
            };
            (value, twin) = match step {
                0 => ((value + b.view() + c.view()).eval(), each(&|a, b, c| a + b + c)),
                1 => ((b.view() - value * c.view()).eval(), each(&|a, b, c| b - a * c)),
                2 => ((2.0 * value - b.view() / c.view()).eval(), each(&|a, b, c| 2.0 * a - b / c)),
                // Two owned operands: the first that fits donates.
                3 => ((value * b.view().to_owned() + c.view()).eval(), each(&|a, b, c| a * b + c)),
                4 => ((b.view().to_owned() % value - c.view().to_owned()).eval(), each(&|a, b, c| b % a - c)),
                5 => ((&value + b.view() * c.view()).eval(), each(&|a, b, c| a + b * c)),
                6 => {
                    // The donor is read twice: in place, and through a view of a copy in another order.
                    let copy = value.to_owned();
                    ((value + copy.t().t() * b.view() - c.view()).eval(), each(&|a, b, c| a + a * b - c))
                }
                7 => {
                    let bits = (-value).map(|x| x.to_bits()).eval();
                    let sum = zip3(bits, b.view(), c.view())
                        .map(|a: u64, b: f64, c: f64| f64::from_bits(a) + b - c);
                    (sum.eval(), each(&|a, b, c| -a + b - c))
                }
                8 => {
                    // Another size of element: the buffer cannot be used again.
                    let narrow = (value * 1.5).cast::<f32>().eval();
                    (
                        (narrow.cast::<f64>() + b.view() + c.view()).eval(),
                        each(&|a, b, c| (a * 1.5) as f32 as f64 + b + c),
                    )
                }
                9 => {
                    let order = if dice.once_in(2) { Order::RowMajor } else { Order::ColumnMajor };
                    let flat = twin.shape.iter().product::<usize>();
                    let turned = value.reshape_view_order(flat, Order::RowMajor).map(|v| v.to_owned());
                    match turned {
                        Ok(flat) if order == Order::RowMajor => (
                            (flat.into_shape(&twin.shape[..]).unwrap() + b.view() + c.view()).eval(),
                            each(&|a, b, c| a + b + c),
                        ),
                        _ => ((value.lazy() + b.view() + c.view()).eval(), each(&|a, b, c| a + b + c)),
                    }
                }
                10 => {
                    let small = value.map(|a| a < 1.0).eval();
                    (
                        small.select(value, b.view() + c.view()).eval(),
                        each(&|a, b, c| if a < 1.0 { a } else { b + c }),
                    )
                }
                _ => {
                    let mut out = Array::full(&*expected_shape(&twin, &b2, &c2), f64::NAN);
                    (value - b.view() + c.view()).eval_into(&mut out);
                    (out, each(&|a, b, c| a - b + c))
                }
            };
            same(value.view(), &twin, || history.clone());
        }
    }
}

fn expected_shape(a: &Nd<f64>, b: &Nd<f64>, c: &Nd<f64>) -> Vec<usize> {
    common(&[&a.shape, &b.shape, &c.shape])
}

/// A user's own function: a type that implements `Apply`, used through the closures' door.
#[test]
fn every_kind_of_operand_stands_on_either_side() {
    let mut buffer = array![[1.0, 2.0], [3.0, 4.0]];
    let a = array![[5.0_f64, 6.0], [7.0, 8.0]];
    let cow = a.reshape([2, 2]);
    let view = a.view();
    let expected =
        |f: &dyn Fn(f64) -> f64| Nd { shape: vec![2, 2], data: [5.0, 6.0, 7.0, 8.0].map(f).to_vec() };
    let text = || String::new();
    same((&a + 1.0).eval().view(), &expected(&|x| x + 1.0), text);
    same((1.0 - &a).eval().view(), &expected(&|x| 1.0 - x), text);
    same((a.to_owned() * 2.0).eval().view(), &expected(&|x| x * 2.0), text);
    same((2.0 / a.to_owned()).eval().view(), &expected(&|x| 2.0 / x), text);
    same((view % 2.0).eval().view(), &expected(&|x| x % 2.0), text);
    same((2.0 % view).eval().view(), &expected(&|x| 2.0 % x), text);
    same((&view - 2.0).eval().view(), &expected(&|x| x - 2.0), text);
    same((&cow - view).eval().view(), &expected(&|_| 0.0), text);
    same((3.0 * &cow).eval().view(), &expected(&|x| 3.0 * x), text);
    same((-&cow).eval().view(), &expected(&|x| -x), text);
    same((-view).eval().view(), &expected(&|x| -x), text);
    same((-a.to_owned()).eval().view(), &expected(&|x| -x), text);
    same((Literal(1.0) + &a).eval().view(), &expected(&|x| 1.0 + x), text);
    let out = buffer.view_mut();
    same((&out + &a - &out).eval().view(), &expected(&|x| x), text);
    same((1.0 + &out - &out).eval().view(), &expected(&|_| 1.0), text);
    same((-&out + &out + view).eval().view(), &expected(&|x| x), text);
    assert_eq!(Literal(2.5).lazy().map(|x| x * 2.0).eval().get([]), Some(&5.0));
}

#[test]
fn a_fresh_result_keeps_the_order_of_its_operands() {
    let row = Array2::<f64>::ones([3, 4]);
    let sums = [
        (&row + 1.0).eval(),
        (&row + row.slice(s![..;-1, ..])).eval(),
        (row.slice(s![..;2, ..]) * 2.0).eval(),
    ];
    sums.iter().for_each(|sum| assert!(sum.is_contiguous()));
    let column = (row.t() * 2.0 + 1.0).eval();
    assert!(column.is_contiguous_in(Order::ColumnMajor) && !column.is_contiguous());
    assert!((row.t() + Array2::<f64>::ones([4, 3])).eval().is_contiguous());
}
