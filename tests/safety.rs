//! What safe code may rely on: any element type is moved and dropped once, a panic in the middle of anything
//! leaks nothing on any thread, nested evaluation comes to an end, and arrays cross threads as their elements do.

mod oracle;

use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, AtomicUsize, Ordering};

use longstride::prelude::*;
use longstride::{Error, threads};
use oracle::panics::panics_with;

/// Enough elements that work on them is shared out between threads.
const MANY: [usize; 2] = [150, 300];

/// Fails instead of hanging.
fn within_a_minute(f: impl FnOnce() + Send + 'static) {
    let (done, wait) = std::sync::mpsc::channel();
    let worker = std::thread::spawn(move || {
        f();
        let _ = done.send(());
    });
    match wait.recv_timeout(std::time::Duration::from_secs(60)) {
        Err(std::sync::mpsc::RecvTimeoutError::Timeout) => panic!("still running after a minute: a deadlock"),
        _ => worker.join().unwrap(),
    }
}

/// Elements that own something, of each awkward kind. The reference count says how many are alive.
trait Owns: Clone + Send + Sync + 'static {
    fn new(of: &Arc<()>, i: usize) -> Self;
    /// Whether it is the one that `new` made of `i`.
    fn is(&self, i: usize) -> bool;
}
#[derive(Clone)]
struct Text(String, #[allow(dead_code)] Arc<()>);
#[derive(Clone)]
#[repr(align(256))]
struct Aligned(usize, #[allow(dead_code)] Arc<()>);
#[derive(Clone)]
struct Big([usize; 1000], #[allow(dead_code)] Arc<()>);

impl Owns for Text {
    fn new(of: &Arc<()>, i: usize) -> Self {
        Self(i.to_string(), of.clone())
    }
    fn is(&self, i: usize) -> bool {
        self.0 == i.to_string()
    }
}
impl Owns for Aligned {
    fn new(of: &Arc<()>, i: usize) -> Self {
        Self(i, of.clone())
    }
    fn is(&self, i: usize) -> bool {
        self.0 == i && (&raw const *self).addr().is_multiple_of(256)
    }
}
impl Owns for Big {
    fn new(of: &Arc<()>, i: usize) -> Self {
        Self([i; 1000], of.clone())
    }
    fn is(&self, i: usize) -> bool {
        self.0 == [i; 1000]
    }
}

#[track_caller]
fn all_are<'a, T: Owns, const N: usize>(view: View<'a, T, Ix<N>>, expected: impl Fn(usize) -> usize)
where
    Ix<N>: Dim,
{
    let mut at = 0;
    let _ = view.map_ref(|x| {
        assert!(x.is(expected(at)), "element {at}");
        at += 1;
    });
}

fn elements_that_own<T: Owns>() {
    let of = Arc::new(());
    let alive = || Arc::strong_count(&of) - 1;
    {
        let a = Array2::from_fn([4, 6], |[i, j]| T::new(&of, 6 * i + j));
        assert_eq!(alive(), 24);
        all_are(a.view(), |i| i);
        let t = a.t().to_owned();
        all_are(t.view(), |i| i % 4 * 6 + i / 4);
        let part = a.slice(s![..;-2, 1..4]).to_owned();
        all_are(part.view(), |i| (3 - i / 3 * 2) * 6 + 1 + i % 3);
        assert_eq!(alive(), 24 + 24 + 6);
        let mut b = a.map_ref(|_| T::new(&of, 0));
        b.clone_from_view(a.slice(s![..1, ..]));
        all_are(b.view(), |i| i % 6);
        b.view_mut().slice(s![.., ..;-1]).clone_from_view(&a);
        all_are(b.view(), |i| i / 6 * 6 + 5 - i % 6);
        b.fill(T::new(&of, 9));
        all_are(b.view(), |_| 9);
        drop((t, part, b));
        assert_eq!(alive(), 24);
        // Expressions whose elements own something: evaluated fresh, and over elements that are dropped.
        let numbers = Array2::from_fn([4, 6], |[i, j]| 6 * i + j);
        let c = numbers.map(|i| T::new(&of, i)).eval();
        all_are(c.view(), |i| i);
        let mut d = (numbers.t() + 1).map(|i| T::new(&of, i)).eval();
        all_are(d.view(), |i| i % 4 * 6 + i / 4 + 1);
        numbers.slice(s![..;-1, ..]).t().map(|i| T::new(&of, i)).eval_into(&mut d);
        all_are(d.view(), |i| (3 - i % 4) * 6 + i / 4);
        let mut e = Array2::from_fn([8, 12], |_| T::new(&of, 7));
        numbers.map(|i| T::new(&of, i)).eval_into(&mut e.view_mut().slice(s![1..;2, ..;-2]));
        all_are(e.slice(s![1..;2, ..;-2]), |i| i);
        all_are(e.slice(s![..;2, ..]), |_| 7);
        assert_eq!(alive(), 24 + 24 + 24 + 96);
        // Values on the way that own something.
        let there = numbers.map(|i| T::new(&of, i)).map(|x| x.is(3)).eval();
        assert!(there[[0, 3]] && !there[[0, 4]]);
        assert_eq!(alive(), 24 + 24 + 24 + 96);
        let back = e.into_shape(96).unwrap().into_vec();
        assert_eq!(back.len(), 96);
    }
    assert_eq!(alive(), 0);
}

#[test]
fn elements_that_own_are_dropped_once() {
    elements_that_own::<Text>();
    elements_that_own::<Aligned>();
    elements_that_own::<Big>();
}

#[test]
fn zero_sized_elements_are_dropped_once() {
    static MADE: AtomicIsize = AtomicIsize::new(0);
    struct Unit;
    impl Unit {
        fn new() -> Self {
            MADE.fetch_add(1, Ordering::Relaxed);
            Self
        }
    }
    impl Clone for Unit {
        fn clone(&self) -> Self {
            Self::new()
        }
    }
    impl Drop for Unit {
        fn drop(&mut self) {
            MADE.fetch_sub(1, Ordering::Relaxed);
        }
    }
    {
        let a = Array2::from_fn([3, 5], |_| Unit::new());
        let mut b = a.slice(s![..;-1, ..;2]).to_owned();
        b.clone_from_view(a.slice(s![.., ..3]));
        let numbers = Array2::<f64>::ones([3, 5]);
        let c = numbers.map(|_| Unit::new()).eval();
        let mut d = c.t().to_owned();
        numbers.t().map(|_| Unit::new()).eval_into(&mut d);
        assert_eq!(MADE.load(Ordering::Relaxed), 15 + 9 + 15 + 15);
        assert_eq!(c.into_shape(15).unwrap().into_vec().len(), 15);
        assert_eq!(Array1::from_vec(4, vec![(); 4]).unwrap().into_vec().len(), 4);
        assert!(Array1::<()>::from_iter([]).into_vec().is_empty());
    }
    assert_eq!(MADE.load(Ordering::Relaxed), 0);
}

/// A closure that panics at its `n`-th call, whichever that is.
fn fuse(n: usize) -> impl Fn() + Sync {
    let calls = AtomicUsize::new(0);
    move || assert!(calls.fetch_add(1, Ordering::Relaxed) != n, "the fuse")
}

#[test]
fn a_panic_leaks_nothing_and_drops_nothing_twice() {
    let of = Arc::new(());
    let alive = || Arc::strong_count(&of) - 1;
    for n in [0, 1, 13, 23] {
        let a = Array2::from_fn([4, 6], |[i, j]| Text::new(&of, 6 * i + j));
        let mut b = a.to_owned();
        let numbers = Array2::from_fn([4, 6], |[i, j]| 6 * i + j);
        let make = |fuse: &(dyn Fn() + Sync), i| {
            fuse();
            Text::new(&of, i)
        };
        let f = fuse(n);
        panics_with("the fuse", || drop(Array2::from_fn([4, 6], |[i, _]| make(&f, i))));
        let f = fuse(n);
        panics_with("the fuse", || drop(a.t().map_ref(|_| make(&f, 0))));
        let f = fuse(n);
        panics_with("the fuse", || drop(numbers.t().map(|i| make(&f, i)).eval()));
        let f = fuse(n);
        panics_with("the fuse", || numbers.map(|i| make(&f, i)).eval_into(&mut b));
        all_are(b.view(), |i| i);
        let f = fuse(n);
        panics_with("the fuse", || {
            b.apply(|x| {
                f();
                *x = Text::new(&of, 50);
            })
        });
        // A value on the way, and two side by side.
        let f = fuse(n);
        let pairs = || zip2(numbers.map(|i| Text::new(&of, i)), numbers.map(|i| make(&f, i)));
        panics_with("the fuse", || drop(pairs().map(|a: Text, b: Text| [a, b]).eval()));
        let f = fuse(n);
        let text = || numbers.map(|i| Text::new(&of, i));
        panics_with("the fuse", || {
            drop(
                text()
                    .map(|x| {
                        f();
                        x.0.len()
                    })
                    .eval(),
            )
        });
        assert_eq!(alive(), 48);
        // An iterator that ends early or panics, and a clone that does.
        let f = fuse(n);
        panics_with("the fuse", || drop(Array1::from_iter((0..24).map(|i| make(&f, i)))));
        drop((a, b));
        assert_eq!(alive(), 0);
    }
}

#[test]
fn a_clone_that_panics_leaks_nothing() {
    static ALIVE: AtomicIsize = AtomicIsize::new(0);
    struct Fragile(usize);
    impl Fragile {
        fn new(i: usize) -> Self {
            ALIVE.fetch_add(1, Ordering::Relaxed);
            Self(i)
        }
    }
    impl Clone for Fragile {
        fn clone(&self) -> Self {
            assert!(self.0 != 16, "fragile");
            Self::new(self.0)
        }
    }
    impl Drop for Fragile {
        fn drop(&mut self) {
            ALIVE.fetch_sub(1, Ordering::Relaxed);
        }
    }
    let a = Array2::from_fn([4, 6], |[i, j]| Fragile::new(6 * i + j));
    let mut b = Array2::from_fn([6, 4], |_| Fragile::new(0));
    panics_with("fragile", || drop(a.to_owned()));
    panics_with("fragile", || drop(a.t().to_owned()));
    panics_with("fragile", || drop(a.slice(s![..;-1, ..;2]).to_owned()));
    panics_with("fragile", || drop(a.t().flatten()));
    panics_with("fragile", || b.clone_from_view(a.t()));
    panics_with("fragile", || drop(Array1::full(9, Fragile::new(16))));
    assert_eq!(ALIVE.load(Ordering::Relaxed), 48);
    drop((a, b));
    assert_eq!(ALIVE.load(Ordering::Relaxed), 0);
}

/// In parallel too: the panic arrives, the limit of threads is as before, and the arrays are as usable as before.
#[test]
fn a_panic_on_any_thread_arrives_and_leaves_no_trace() {
    let body = || {
        let a = Array2::from_fn(MANY, |[i, j]| (i * 1000 + j) as f64);
        let mut out = Array2::<f64>::zeros(MANY);
        let before = threads::available();
        let of = Arc::new(());
        for last in [0.0, 75_150.0, 149_299.0] {
            let check = |x: f64| {
                // Something that lives while the panic passes.
                let owned = of.clone();
                assert!(x != last, "the last straw");
                drop(owned);
                x + 1.0
            };
            for limit in 1..=3 {
                threads::with(limit, || {
                    panics_with("the last straw", || drop(a.map(check).eval()));
                    panics_with("the last straw", || drop((a.to_owned() * 1.0).map(check).eval()));
                    panics_with("the last straw", || a.t().map(check).eval_into(&mut out.view_mut().t()));
                    panics_with("the last straw", || out += a.slice(s![..;-1, ..]).map(check));
                    panics_with("the last straw", || out.assign_where(a.ge(0.0), a.map(check)));
                });
                assert_eq!(threads::available(), before);
            }
            panics_with("out of scope", || threads::with(1, || panic!("out of scope")));
            assert_eq!(threads::available(), before);
        }
        assert_eq!(Arc::strong_count(&of), 1);
        (&a * 2.0).eval_into(&mut out);
        assert!(out[[149, 299]] == 2.0 * 149_299.0 && out[[0, 0]] == 0.0);
    };
    body();
    for n in [1, 2, 3] {
        rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap().install(body);
    }
}

#[test]
fn nested_evaluation_does_not_deadlock() {
    within_a_minute(|| {
        let rows = Array2::from_fn(MANY, |[i, j]| (i * 300 + j) as f64);
        let inner = |x: f64| (&rows * x).eval()[[1, 1]];
        let run = || {
            // Shared out on both levels: one call in 9,000 evaluates what is large enough to be shared out.
            let sparse = rows.map(|x| if x % 9_000.0 == 301.0 { inner(x) } else { x }).eval();
            assert_eq!((sparse[[1, 1]], sparse[[1, 2]]), (301.0 * 301.0, 302.0));
            let (a, b) = rayon::join(|| (&rows + 1.0).eval(), || (rows.t() + rows.t()).eval());
            assert_eq!((a[[0, 3]], b[[3, 0]]), (4.0, 6.0));
            rayon::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|_| assert_eq!((&rows - &rows).eval()[[0, 0]], 0.0));
                }
            });
        };
        run();
        for n in 1..=3 {
            rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap().install(run);
        }
    });
}

#[test]
fn a_users_own_number_type_computes() {
    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Dual(f64, f64);
    impl core::ops::Add for Dual {
        type Output = Self;
        fn add(self, o: Self) -> Self {
            Dual(self.0 + o.0, self.1 + o.1)
        }
    }
    impl core::ops::Mul for Dual {
        type Output = Self;
        fn mul(self, o: Self) -> Self {
            Dual(self.0 * o.0, self.0 * o.1 + self.1 * o.0)
        }
    }
    // Operands and results of different types.
    impl core::ops::Mul<f64> for Dual {
        type Output = Self;
        fn mul(self, o: f64) -> Self {
            Dual(self.0 * o, self.1 * o)
        }
    }
    impl Scalar for Dual {}
    let x = Array2::from_fn([40, 50], |[i, j]| Dual((i + j) as f64, 1.0));
    let f = array![2.0, 3.0].broadcast_to([25, 2]).eval().into_shape([50]).unwrap();
    let y = (x.view() * x.view() + Dual(1.0, 0.0)).eval();
    assert_eq!(y[[3, 4]], Dual(50.0, 14.0));
    assert_eq!((Literal(Dual(2.0, 0.0)) * x.t()).eval()[[4, 3]], Dual(14.0, 2.0));
    assert_eq!((&x * &f).eval()[[3, 3]], Dual(18.0, 3.0));
    let mut z = x.to_owned();
    z += &y;
    z *= Dual(0.0, 1.0);
    assert_eq!(z[[3, 4]], Dual(0.0, 57.0));
    assert_eq!(x.square().map(|d| d.1).eval()[[3, 4]], 14.0);
}

#[test]
fn arrays_views_and_expressions_cross_threads() {
    fn both<T: Send + Sync>() {}
    fn value<T: Send + Sync>(_: &T) {}
    both::<Array2<f64>>();
    both::<ArrayD<String>>();
    both::<View2<'_, String>>();
    both::<ViewMutD<'_, f64>>();
    both::<CowArray<'_, String, Ix2>>();
    both::<Error>();
    let a = Array2::<f64>::ones(MANY);
    let expr = &a + a.view() * 2.0 - (a.to_owned() + 1.0);
    value(&expr);
    // Made here, evaluated elsewhere.
    let sum = std::thread::scope(|scope| scope.spawn(|| expr.eval()).join().unwrap());
    assert_eq!(sum[[149, 299]], 1.0);
    // Parts of one array, written on different threads.
    let mut out = Array2::<f64>::zeros(MANY);
    let (mut top, mut bottom) = out.view_mut().split_at(Axis(0), 75);
    rayon::join(|| top += 1.0, || bottom -= 1.0);
    assert_eq!((out[[74, 0]], out[[75, 0]]), (1.0, -1.0));
}
