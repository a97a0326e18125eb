//! The executor: one result, to the last bit, whatever the layout, the number of threads, the length, the
//! alignment, the size of an element and the instruction set.

mod oracle;

use longstride::prelude::*;
use longstride::threads;
use oracle::eval::{Bits, Nd, same};
use oracle::levels;
use oracle::strided::{Dice, Sample, Strided};

fn random<T: Sample>(seed: u64, shape: &[usize]) -> Nd<T> {
    let mut dice = Dice(seed);
    Nd::from_fn(shape, |_| T::sample(&mut dice))
}

/// All orders of `n` axes.
fn orders(n: usize) -> Vec<Vec<usize>> {
    (0..n).fold(vec![vec![]], |shorter, axis| {
        let longer = |order: &Vec<usize>| {
            let order = order.clone();
            (0..=order.len()).map(move |at| {
                let mut order = order.clone();
                order.insert(at, axis);
                order
            })
        };
        shorter.iter().flat_map(longer).collect()
    })
}

/// Asserts that the elements of a row-major array have exactly these bits.
#[track_caller]
fn same_slice<T: Bits, D: Dim>(got: &Array<T, D>, expected: &[T], context: impl Fn() -> String) {
    let got = got.as_slice().unwrap();
    assert_eq!(got.len(), expected.len(), "{}", context());
    if let Some(at) = (0..got.len()).find(|&i| got[i].bits() != expected[i].bits()) {
        panic!("element {at} is {:?}, not {:?}: {}", got[at], expected[at], context());
    }
}

/// Contiguous, transposed, reversed and stepped operands and destinations, in all combinations.
#[test]
fn layouts_agree() {
    let shapes: [&[usize]; 11] = [
        &[7, 9],
        &[64, 64],
        &[65, 33],
        &[33, 65],
        &[128, 8],
        &[1, 700],
        &[700, 1],
        &[1030],
        &[9, 10, 11],
        &[3, 1, 40],
        &[4, 5, 3, 7],
    ];
    for shape in shapes {
        let (a, b) = (random::<f64>(1, shape), random::<f64>(2, shape));
        let expected = Nd::from_fn(shape, |i| (a.at(i) * 1.5 + b.at(i)) / (b.at(i) - 0.25));
        let forwards: Vec<usize> = (0..shape.len()).collect();
        let backwards: Vec<usize> = forwards.iter().rev().copied().collect();
        let kinds = [(&forwards, 1), (&backwards, 1), (&forwards, -1), (&forwards, 2), (&backwards, -3)];
        let lay = |x: &Nd<f64>| kinds.map(|(order, step)| Strided::relaid(x, order, step, f64::NAN));
        let (a, b) = (lay(&a), lay(&b));
        for (i, a) in a.iter().enumerate() {
            for (j, b) in b.iter().enumerate() {
                let text = || format!("{shape:?}: {a:?} with {b:?}");
                let (va, vb) = (a.view(), b.view());
                same(((va * 1.5 + vb) / (vb - 0.25)).eval().view(), &expected, text);
                let (order, step) = kinds[(i + j + shape.len()) % kinds.len()];
                let mut out = Strided::relaid(&expected, order, step, -7.0);
                let untouched = Nd::of(out.base.view());
                out.view_mut().fill(0.0);
                ((va * 1.5 + vb) / (vb - 0.25)).eval_into(&mut out.view_mut());
                // The destination's own places hold the result, all others what they held.
                same(out.base.view(), &untouched, || format!("{} into {out:?}", text()));
            }
        }
    }
}

#[test]
fn every_permutation_of_three_and_four_axes_agrees() {
    for shape in [&[5, 9, 34][..], &[3, 2, 5, 11]] {
        let (a, b) = (random::<f32>(3, shape), random::<f32>(4, shape));
        let expected = Nd::from_fn(shape, |i| a.at(i) * b.at(i) - 3.0);
        let plain = Strided::relaid(&a, &(0..shape.len()).collect::<Vec<_>>(), 1, 0.0);
        for (i, order) in orders(shape.len()).iter().enumerate() {
            let turned = Strided::relaid(&b, order, 1, 0.0);
            same((plain.view() * turned.view() - 3.0).eval().view(), &expected, || format!("{turned:?}"));
            let step = [1, -1, 2][i % 3];
            let mut out = Strided::relaid(&a, order, step, 5.0);
            let kept = Strided::relaid(&expected, order, step, 5.0);
            let mut view = out.view_mut();
            view *= turned.view();
            view -= 3.0;
            same(out.base.view(), &Nd::of(kept.base.view()), || format!("in place, {turned:?} into {out:?}"));
        }
    }
}

/// Columns against rows: one operand is a single value along each row, for rows shorter and longer than a tile.
#[test]
fn outer_operations_replicate_their_columns() {
    for n in [1, 2, 7, 40] {
        for m in [1, 3, 64, 255, 256, 257, 515, 1000] {
            let (a, b) = (random::<f64>(5, &[n, 1]), random::<f64>(6, &[m]));
            let expected = Nd::from_fn(&[n, m], |i| a.at(i) - b.at(i) * 2.0);
            let order = [0, 1];
            for step in [1, 2] {
                let (column, row) =
                    (Strided::relaid(&a, &order, step, 0.0), Strided::relaid(&b, &[0], step, 0.0));
                let text = || format!("{column:?} with {row:?}");
                same((column.view() - row.view() * 2.0).eval().view(), &expected, text);
                let mut out = Array2::<f64>::zeros([n, m]);
                out += column.view();
                out -= row.view() * 2.0;
                same_slice(&out, &expected.data.iter().map(|x| 0.0 + x).collect::<Vec<_>>(), text);
                let mut out = Strided::relaid(&expected, &[1, 0], step, 9.0);
                let kept = Nd::of(out.base.view());
                out.view_mut().fill(1.0);
                (column.view() - row.view() * 2.0).eval_into(&mut out.view_mut());
                same(out.base.view(), &kept, text);
            }
        }
    }
}

/// Every short length, and those around the sizes of vectors, lines and tiles, from every alignment.
#[test]
fn every_length_from_every_alignment() {
    fn run<T: Sample>(f: impl Fn(View1<'_, T>, View1<'_, T>, &mut ViewMut1<'_, T>), g: impl Fn(T, T) -> T) {
        let around = [127, 128, 129, 255, 256, 257, 1023, 1024, 1025];
        let (a, b) = (random::<T>(7, &[2100]), random::<T>(8, &[2100]));
        let (x, y) = (Array1::from_iter(a.data.iter().copied()), Array1::from_iter(b.data.iter().copied()));
        for n in (0..=70).chain(around) {
            for offset in 0..8 {
                // Unlike offsets, so that no two are aligned alike; the second operand every second time
                // backwards, the first once strided.
                let (i, j, k) = (offset, (offset * 3 + 1) % 8, (offset * 5 + 2) % 8);
                let (back, stride) = (offset % 2 == 1, if offset == 7 { 2 } else { 1 });
                let mut out = Array1::from_iter(b.data[..n + 16].iter().copied());
                {
                    let first = x.slice(s![i..i + n * stride; stride as isize]);
                    let second = y.slice(s![j..j + n; if back { -1_isize } else { 1 }]);
                    f(first, second, &mut out.view_mut().slice(s![k..k + n]));
                }
                let mut expected = b.data[..n + 16].to_vec();
                for at in 0..n {
                    expected[k + at] =
                        g(a.data[i + at * stride], b.data[j + if back { n - 1 - at } else { at }]);
                }
                same_slice(&out, &expected, || format!("{n} elements of {} from {offset}", size_of::<T>()));
            }
        }
    }
    run::<f64>(|a, b, out| (a / b + 1.0).eval_into(out), |a, b| a / b + 1.0);
    run::<f32>(|a, b, out| (a - b * 3.0).eval_into(out), |a, b| a - b * 3.0);
    run::<i32>(|a, b, out| out.assign((a - b).abs()), |a, b| (a - b).abs());
    run::<u16>(|a, b, out| out.assign(a.maximum(b) / 2), |a, b| a.max(b) / 2);
    run::<u8>(|a, b, out| (a * b).eval_into(out), |a, b| a * b);
    run::<bool>(|a, b, out| (a ^ b).eval_into(out), |a, b| a ^ b);
}

/// Elements of any size and alignment are moved whole: copied, transposed, reversed, selected and replicated.
fn elements_move<T: Copy + Send + Sync + PartialEq + core::fmt::Debug>(
    make: impl Fn(usize) -> T,
    shape: [usize; 2],
) {
    let [n, m] = shape;
    let a = Array2::from_fn(shape, |[i, j]| make(i * m + j));
    let check = |got: View2<'_, T>, expected: &dyn Fn(usize, usize) -> T| {
        let [n, m] = got.shape();
        for i in 0..n {
            for j in 0..m {
                assert!(got[[i, j]] == expected(i, j), "({i}, {j}) of {shape:?}, {} bytes", size_of::<T>());
            }
        }
    };
    let at = |i: usize, j: usize| make(i * m + j);
    check(a.view().eval().view(), &at);
    check(a.t().eval().view(), &|i, j| at(j, i));
    check(a.slice(s![..;-1, ..]).eval().view(), &|i, j| at(n - 1 - i, j));
    check(a.slice(s![..;2, ..;-1]).eval().view(), &|i, j| at(2 * i, m - 1 - j));
    check(a.slice(s![.., ..1]).broadcast_to([n, m]).eval().view(), &|i, _| at(i, 0));
    let mut out = Array2::from_fn([m, n], |_| make(1));
    out.assign(a.t());
    check(out.view(), &|i, j| at(j, i));
    let mut out = Array2::from_fn([2 * n, 2 * m], |_| make(1));
    out.view_mut().slice(s![..;2, ..;-2]).assign(&a);
    check(out.slice(s![..;2, ..;-2]), &at);
    if n > 0 {
        check(out.slice(s![1..;2, ..]), &|_, _| make(1));
    }
    // Both operands in another order than the output, and a value for each row.
    let mask = Array2::from_fn(shape, |[i, j]| (i + j) % 3 == 0);
    let either = mask.select(a.slice(s![.., ..;-1]), a.slice(s![.., ..1])).eval();
    check(either.view(), &|i, j| if (i + j) % 3 == 0 { at(i, m - 1 - j) } else { at(i, 0) });
    let square = n.min(m);
    let pair = zip2(a.slice(s![..square, ..square]), a.slice(s![..square, ..square]).t());
    let mixed = pair.map(|x: T, y: T| (x, y)).eval();
    assert_eq!(mixed.shape(), [square; 2]);
    (0..square).for_each(|i| assert!((0..square).all(|j| mixed[[i, j]] == (at(i, j), at(j, i)))));
    let whole = (a.lazy().map(|x| x)).eval().into_vec();
    assert!((0..n * m).all(|i| whole[i] == make(i)));
}

#[test]
fn elements_of_every_size_move_whole() {
    #[derive(Clone, Copy, PartialEq, Debug)]
    #[repr(align(128))]
    struct Aligned(u64);
    #[derive(Clone, Copy, PartialEq, Debug)]
    #[repr(align(4096))]
    struct Page(u8);
    #[derive(Clone, Copy, PartialEq, Debug)]
    struct Huge([u64; 5000]);
    #[derive(Clone, Copy, PartialEq, Debug)]
    struct Padded(u8, u32);
    for shape in [[7, 9], [40, 70], [1, 300], [300, 1], [1, 1], [0, 5]] {
        elements_move(|i| i as u8, shape);
        elements_move(|i| i as u16, shape);
        elements_move(|i| i as f32, shape);
        elements_move(|i| i as u64, shape);
        elements_move(|i| [i as u64, !i as u64], shape);
        elements_move(|i| [i as u64, 0, !i as u64], shape);
        elements_move(|i| [i as u8, (i >> 8) as u8, 7], shape);
        elements_move(|i| Padded(i as u8, i as u32), shape);
        elements_move(|i| if i % 2 == 0 { "even" } else { "odd" }, shape);
        elements_move(|_| (), shape);
        elements_move(|i| Aligned(i as u64), shape);
    }
    for shape in [[3, 4], [1, 5], [4, 1]] {
        elements_move(|i| Page(i as u8), shape);
        elements_move(|i| Huge([i as u64; 5000]), shape);
    }
}

/// Many strictly aligned operands at once: their tiles do not fit the scratch memory on the stack.
#[test]
fn many_over_aligned_operands_are_staged() {
    #[derive(Clone, Copy, PartialEq, Debug)]
    #[repr(align(4096))]
    struct Page(u64);
    impl core::ops::Add for Page {
        type Output = Self;
        fn add(self, other: Self) -> Self {
            Page(self.0 * 3 + other.0)
        }
    }
    let a = Array1::from_fn(5, |[i]| Page(i as u64));
    let r = a.slice(s![..;-1]);
    let sum = r + r + r + r + r + r + r + r + r + r + r + r + r + r + r + r + r + r + r + r;
    let expected = |x: u64| (1..20).fold(x, |sum, _| sum * 3 + x);
    let got = sum.eval();
    (0..5).for_each(|i| assert_eq!(got[i], Page(expected(4 - i as u64))));
}

/// Runs `f` with 1, 2 and 3 threads, limited from outside and in pools of that size.
fn on_every_number_of_threads<R: Send>(f: impl Fn() -> R + Sync) -> Vec<R> {
    let mut results: Vec<R> = (1..=3).map(|n| threads::with(n, &f)).collect();
    for n in 1..=3 {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
        results.push(pool.install(|| {
            assert_eq!(threads::available(), if cfg!(feature = "rayon") { n } else { 1 });
            f()
        }));
        results.push(pool.install(|| threads::with(2, &f)));
    }
    results
}

/// Sizes that are split: one loop, rows, columns, staged tiles, an outermost loop too short to share out.
#[test]
fn the_number_of_threads_does_not_show() {
    let (a, b) = (random::<f64>(9, &[257, 300]), random::<f64>(10, &[300, 257]));
    let forwards = Strided::relaid(&a, &[0, 1], 1, 0.0);
    let (flat, turned) = (forwards.view(), Strided::relaid(&b, &[0, 1], -1, 0.0));
    let turned = turned.view().t();
    let formula = |i: &[usize]| (a.at(i) + b.at(&[i[1], i[0]]) * 0.3) / 7.0;
    let expected = Nd::from_fn(&[257, 300], formula);
    for result in on_every_number_of_threads(|| ((flat + turned * 0.3) / 7.0).eval()) {
        same_slice(&result, &expected.data, || "a + b.t()".into());
    }
    for mut out in on_every_number_of_threads(|| {
        let mut out = Strided::relaid(&expected, &[1, 0], 2, 5.0);
        out.view_mut().fill(0.0);
        ((flat + turned * 0.3) / 7.0).eval_into(&mut out.view_mut());
        out
    }) {
        same(out.view_mut().into_view(), &expected, || "into every second place of a transpose".into());
        let total: f64 = out.base.as_slice().unwrap().iter().filter(|&&x| x == 5.0).sum();
        assert!(
            total >= 5.0 * (out.base.len() - expected.data.len()) as f64,
            "places in between were written"
        );
    }
    for mut out in on_every_number_of_threads(|| {
        let mut out = forwards.view().to_owned();
        out += turned * 0.3;
        out /= 7.0;
        out
    }) {
        same_slice(&out, &expected.data, || "in place".into());
        out.fill(0.0);
    }
    // An owned operand, whose buffer is written while it is read.
    for out in on_every_number_of_threads(|| ((flat.to_owned() + turned * 0.3) / 7.0).eval()) {
        same_slice(&out, &expected.data, || "donated".into());
    }
}

#[test]
fn the_number_of_threads_does_not_show_on_other_shapes() {
    let shapes: [(&[usize], &[usize]); 6] = [
        (&[70_001], &[70_001]),
        (&[2, 40_000], &[40_000]),
        (&[40_000, 2], &[40_000, 1]),
        (&[3, 2, 13_000], &[2, 1]),
        (&[5, 160, 100], &[5, 1, 100]),
        (&[1, 66_000, 1], &[]),
    ];
    for (shape, other) in shapes {
        let (a, b) = (random::<f64>(11, shape), random::<f64>(12, other));
        let (a2, b2) = (Strided::relaid(&a, &(0..shape.len()).collect::<Vec<_>>(), 1, 0.0), b.clone());
        let b2 = ArrayD::from_vec(&b2.shape[..], b2.data).unwrap();
        let expected = Nd::from_fn(shape, |i| a.at(i) * b.at(i) - a.at(i));
        for result in on_every_number_of_threads(|| (a2.view() * &b2 - a2.view()).eval()) {
            same_slice(&result, &expected.data, || format!("{shape:?} with {other:?}"));
        }
    }
    // Bytes: a piece of a row ends at a page, which is not a multiple of the row.
    let bytes: Vec<u8> = (0..1_200_007_u32).map(|i| (i * 7 % 251) as u8).collect();
    let a = Array1::from_iter(bytes.iter().copied());
    let expected: Vec<u8> = bytes.iter().map(|&x| (x / 3) ^ 5).collect();
    for result in on_every_number_of_threads(|| ((&a / 3) ^ 5).eval()) {
        same_slice(&result, &expected, || "bytes".into());
    }
}

/// The bits of a fixed set of results, in one number.
fn battery() -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    fn add<T: Bits, D: Dim>(hash: &mut u64, array: &Array<T, D>) {
        Nd::of(array.view()).data.iter().for_each(|x| {
            let bits = x.bits();
            *hash =
                (*hash ^ bits as u64 ^ (bits >> 64) as u64).wrapping_mul(0x0100_0000_01b3).rotate_left(17);
        });
    }
    for (n, m) in [(7, 9), (64, 64), (65, 33), (1, 1003), (3, 5000)] {
        let lay = |seed, shape: &[usize], order: &[usize], step| {
            Strided::relaid(&random::<f64>(seed, shape), order, step, 0.0)
        };
        let (a, b, c) = (lay(1, &[n, m], &[0, 1], 1), lay(2, &[n, m], &[1, 0], -1), lay(3, &[m], &[0], 2));
        let (a, b, c) = (a.view(), b.view(), c.view());
        add(&mut hash, &(a + b * 2.0 - c).eval());
        add(&mut hash, &(a * b + c * 0.1).eval());
        add(&mut hash, &(a / b % c).eval());
        add(&mut hash, &(a.abs().sqrt() * b.square() - c.recip()).eval());
        add(&mut hash, &a.mul_add(b, c).eval());
        add(&mut hash, &a.minimum(b).maximum(c).eval());
        add(&mut hash, &a.lt(b).select(a, c * 3.0).eval());
        add(&mut hash, &(a * 90.0).cast::<i32>().eval());
        add(&mut hash, &(a.cast::<f32>() * b.cast::<f32>() + c.cast::<f32>()).eval());
        add(&mut hash, &(((a * 30.0).cast::<u8>() / 3) ^ 77).eval());
        add(&mut hash, &(a.floor() + b.ceil() - c.round() * a.trunc()).eval());
        add(&mut hash, &zip3(a, b, c).map(|a: f64, b: f64, c: f64| a * b + b * c + c * a).eval());
        let mut out = a.to_owned();
        out += b * c;
        out *= 1.1;
        add(&mut hash, &out);
    }
    hash
}

/// What the test below runs in a process of its own, because the instruction set is chosen once per process.
#[test]
fn battery_for_a_child() {
    levels::print_for_parent(battery);
}

#[test]
fn instruction_sets_agree() {
    levels::assert_agree(battery);
}
