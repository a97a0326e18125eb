//! View operations against values that NumPy 2.4 gave, the errors that they name, and the macro `s!`.

use core::marker::PhantomData;

use longstride::error::{ErrorKind, Result};
use longstride::layout::{
    Axis, Dim, Ellipsis, INFER, Ix1, Ix2, Ix3, IxDyn, Layout, NewAxis, Order, SliceElem, SliceSpec,
    broadcast_shapes, infer_shape, overlap,
};
use longstride::s;

/// As much of a view as it takes to see what the compiler infers through `s!`.
#[derive(Debug)]
struct View<D>(Layout, PhantomData<D>);

trait Movement<D: Dim>: Sized {
    fn layout(&self) -> &Layout;

    fn slice<S: SliceSpec<D>>(&self, spec: S) -> View<S::Out> {
        View(self.layout().slice(&spec.elems()).unwrap(), PhantomData)
    }
}

impl<D: Dim> Movement<D> for View<D> {
    fn layout(&self) -> &Layout {
        &self.0
    }
}

impl<D: Dim> View<D> {
    fn shape(&self) -> D::Shape {
        D::shape(self.0.shape()).expect("the static rank is the rank")
    }
    fn strides(&self) -> D::Strides {
        D::strides(self.0.strides()).unwrap()
    }
}

fn square() -> View<Ix2> {
    View(Layout::row_major(&[9, 9]).unwrap(), PhantomData)
}

fn four() -> Layout {
    Layout::row_major(&[2, 3, 4, 5]).unwrap()
}

#[track_caller]
fn is(layout: Result<Layout>, shape: &[usize], strides: &[isize], offset: isize) {
    assert_eq!(layout, Layout::new(shape, strides, offset));
}

#[track_caller]
fn fails<T: core::fmt::Debug>(result: Result<T>, message: &str) {
    assert_eq!(result.unwrap_err().to_string(), message);
}

#[test]
fn slices_have_numpys_strides() {
    let x = square();
    let v = x.slice(s![1..-1;2, 1..-1;2]);
    assert_eq!((v.shape(), v.strides(), v.0.offset()), ([4, 4], [18, 2], 10));
    let v = x.slice(s![..;-1, 3]);
    assert_eq!((v.shape(), v.strides(), v.0.offset()), ([9], [-9], 75));
    let v = x.slice(s![.., NewAxis, ..]);
    assert_eq!((v.shape(), v.strides()), ([9, 1, 9], [9, 0, 1]));
    let v = x.slice(s![..., 0]);
    assert_eq!((v.shape(), v.strides(), v.0.offset()), ([9], [9], 0));
    let v = x.slice(s![..-2, 1..-1]);
    assert_eq!((v.shape(), v.strides(), v.0.offset()), ([7, 7], [9, 1], 1));
    assert_eq!(x.slice(s![2.., 1..-1]).0.offset(), 19);
    let (i, a, b) = (2_usize, 3_usize, 5_usize);
    assert_eq!(x.slice(s![i, a..b]).shape(), [2]);
    let (i, a, b) = (-2_isize, -3_isize, -1_isize);
    assert_eq!(x.slice(s![i, a..b]).shape(), [2]);
    let k = 3_isize;
    let v = x.slice(s![5..;k]);
    assert_eq!((v.shape(), v.strides(), v.0.offset()), ([2, 9], [27, 1], 45));
    assert_eq!(x.slice(s![..=3]).shape(), [4, 9]);
    assert_eq!(x.slice(s![1..8;-3]).0, Layout::new(&[3, 9], &[-27, 1], 63).unwrap());
    // Trailing commas, nothing at all, all kinds of entries in one.
    assert_eq!(x.slice(s![..=-1, 0..=2,]).shape(), [9, 3]);
    assert_eq!(x.slice(s![]).shape(), [9, 9]);
    assert_eq!(x.slice(s![...,]).shape(), [9, 9]);
    let v = x.slice(s![NewAxis, -1, Ellipsis, 2..=-2; 4, NewAxis]);
    assert_eq!((v.shape(), v.strides(), v.0.offset()), ([1, 2, 1], [0, 4, 0], 74));
    assert_eq!(x.slice(s![..5, 4]).slice(s![..;-2]).shape(), [3]);
    assert_eq!(x.slice(s![1 + 1, i + 1..b + 1 - 1]).shape(), [0]);
}

#[test]
fn ranks_of_slices_are_known_to_the_compiler() {
    fn out<D: Dim, S: SliceSpec<D>>(_: S) -> S::Out {
        S::Out::default()
    }
    let _: Ix1 = out::<Ix2, _>(s![..;-1, 3]);
    let _: Ix3 = out::<Ix2, _>(s![.., NewAxis, ..]);
    let _: Ix1 = out::<Ix2, _>(s![..., 0]);
    let _: IxDyn = out::<IxDyn, _>(s![1, .., 2]);
    let _: IxDyn = out::<Ix2, _>([SliceElem::Index(0)]);
    let _: IxDyn = out::<Ix2, _>(&[SliceElem::Index(0), SliceElem::from(..3)][..]);
}

#[test]
fn movement_has_numpys_strides() {
    let x = four();
    is(Ok(x.transpose()), &[5, 4, 3, 2], &[1, 5, 20, 60], 0);
    is(x.move_axis(Axis(0), Axis(-1)), &[3, 4, 5, 2], &[20, 5, 1, 60], 0);
    is(x.move_axis(Axis(3), Axis(1)), &[2, 5, 3, 4], &[60, 1, 20, 5], 0);
    is(x.swap_axes(Axis(0), Axis(2)), &[4, 3, 2, 5], &[5, 20, 60, 1], 0);
    is(x.permute(&[3, 0, 2, 1]), &[5, 2, 4, 3], &[1, 60, 5, 20], 0);
    is(x.flip(Axis(2)), &[2, 3, 4, 5], &[60, 20, -5, 1], 15);
    is(x.diagonal(1, Axis(1), Axis(3)), &[2, 4, 3], &[60, 5, 21], 1);
    is(x.diagonal(-1, Axis(3), Axis(1)), &[2, 4, 3], &[60, 5, 21], 1);
    is(x.diagonal(9, Axis(0), Axis(1)), &[4, 5, 0], &[5, 1, 80], 0);
    is(x.diagonal(isize::MIN, Axis(0), Axis(1)), &[4, 5, 0], &[5, 1, 80], 0);
    is(x.windows(&[1, 2, 3, 2]), &[2, 2, 2, 4, 1, 2, 3, 2], &[60, 20, 5, 1, 60, 20, 5, 1], 0);
    is(x.windows_axis(Axis(2), 2), &[2, 3, 3, 5, 2], &[60, 20, 5, 1, 5], 0);
    is(x.insert_axis(Axis(-2)), &[2, 3, 4, 1, 5], &[60, 20, 5, 5, 1], 0);
    is(x.index_axis(Axis(1), -1), &[2, 4, 5], &[60, 5, 1], 40);
    let part = x.slice(&[(..1).into(), (..).into(), (1..2).into()]).unwrap();
    is(Ok(part.squeeze()), &[3, 5], &[20, 1], 5);
    is(part.squeeze_axis(Axis(-2)), &[1, 3, 5], &[0, 20, 1], 5);
    let (low, high) = x.split_at(Axis(1), 3).unwrap();
    assert_eq!((low, high.shape()), (x, &[2, 0, 4, 5][..]));
    is(x.split_at(Axis(-1), 2).map(|(_, high)| high), &[2, 3, 4, 3], &[60, 20, 5, 1], 2);
    let column = x.slice_axis(Axis(1), (..1).into()).unwrap();
    is(column.broadcast_to(&[7, 2, 3, 4, 5]), &[7, 2, 3, 4, 5], &[0, 60, 0, 5, 1], 0);
}

#[test]
fn reshape_is_a_view_where_numpys_is() {
    use Order::{ColumnMajor as F, RowMajor as C};
    let x = four();
    let cut = |elems: &[SliceElem]| x.slice(elems).unwrap();
    let all = SliceElem::from(..);
    let by = |step| SliceElem::Range { start: 0, end: None, step };
    is(x.reshape(&[6, 20], C), &[6, 20], &[20, 1], 0);
    is(x.reshape(&[INFER], C), &[120], &[1], 0);
    is(x.transpose().reshape(&[120], F), &[120], &[1], 0);
    is(x.transpose().reshape(&[20, 6], F), &[20, 6], &[1, 20], 0);
    is(cut(&[all, all, by(2)]).reshape(&[6, INFER, 5], C), &[6, 2, 5], &[20, 10, 1], 0);
    is(cut(&[all, all, all, by(-1)]).reshape(&[6, 4, 5], C), &[6, 4, 5], &[20, 5, -1], 4);
    is(cut(&[all, all, all, by(-1)]).reshape(&[24, 5], C), &[24, 5], &[5, -1], 4);
    is(cut(&[all, all, by(-1), by(-1)]).reshape(&[6, 20], C), &[6, 20], &[20, -1], 19);
    is(cut(&[by(-1); 4]).reshape(&[120], C), &[120], &[-1], 119);
    let wide = cut(&[(..1).into(), (..1).into()]).broadcast_to(&[4, 3, 4, 5]).unwrap();
    is(wide.reshape(&[12, 20], C), &[12, 20], &[0, 1], 0);
    is(cut(&[all, all, all, by(2)]).reshape(&[2, 3, 2, 2, 3], C), &[2, 3, 2, 2, 3], &[60, 20, 10, 5, 2], 0);
    let row = cut(&[all, (1..2).into()]);
    is(row.reshape(&[2, 20], C), &[2, 20], &[60, 1], 20);
    is(cut(&[(..0).into()]).reshape(&[5, 0, 7], C), &[5, 0, 7], &[0, 0, 0], 0);
    is(x.permute(&[1, 0, 2, 3]).unwrap().reshape(&[3, 2, 20], C), &[3, 2, 20], &[20, 60, 1], 0);
    is(x.reshape(&[2, 3, 4, 5, 1, 1], C), &[2, 3, 4, 5, 1, 1], &[60, 20, 5, 1, 1, 1], 0);
    is(Layout::new(&[], &[], 7).unwrap().reshape(&[1, 1], C), &[1, 1], &[0, 0], 7);

    let no = |layout: Layout, shape: &[usize], order, first, last| {
        let error = layout.reshape(shape, order).unwrap_err();
        let ErrorKind::NeedsCopy { first: f, last: l, .. } = *error.kind() else { panic!("{error}") };
        assert_eq!((f, l), (first, last), "{error}");
    };
    no(x.transpose(), &[120], C, 0, 3);
    no(cut(&[all, all, by(2)]), &[2, 3, 10], C, 2, 3);
    no(row, &[40], C, 0, 3);
    no(x.permute(&[1, 0, 2, 3]).unwrap(), &[6, 20], C, 0, 1);
    no(cut(&[all, all, (..2).into()]), &[2, 3, 5, 2], F, 2, 3);
    fails(
        x.transpose().reshape(&[5, 24], C),
        "(5, 4, 3, 2) cannot be viewed as (5, 24) without a copy: axes 1 to 3 do not merge in reshape",
    );
}

#[test]
fn errors_name_the_axis() {
    let x = four();
    fails(x.permute(&[0, 1]), "rank 2 where rank 4 is needed in permute");
    fails(x.permute(&[0, 1, 2, 4]), "axis 4 is out of range for rank 4 in permute");
    fails(x.permute(&[0, 1, 2, 1]), "axis 1 is named twice in permute");
    fails(x.swap_axes(Axis(0), Axis(-5)), "axis -5 is out of range for rank 4 in swap_axes");
    fails(x.move_axis(Axis(4), Axis(0)), "axis 4 is out of range for rank 4 in move_axis");
    fails(x.flip(Axis(isize::MIN)), &format!("axis {} is out of range for rank 4 in flip", isize::MIN));
    fails(x.insert_axis(Axis(5)), "axis 5 is out of range for rank 5 in insert_axis");
    let deep = Layout::row_major(&[1; 8]).unwrap();
    fails(deep.insert_axis(Axis(0)), "rank 9 is more than 8 in insert_axis");
    fails(deep.windows_axis(Axis(0), 1), "rank 9 is more than 8 in windows_axis");
    fails(deep.windows(&[1; 8]), "rank 16 is more than 8 in windows");
    fails(deep.slice(&[SliceElem::NewAxis]), "rank 9 is more than 8 in slice");
    assert_eq!(deep.slice(&[SliceElem::NewAxis, SliceElem::Index(0)]).unwrap().rank(), 8);
    fails(x.squeeze_axis(Axis(-1)), "axis 3 has extent 5, not 1 in squeeze_axis");
    fails(x.index_axis(Axis(-1), -6), "index -6 is out of range on axis 3 of extent 5 in index_axis");
    fails(x.diagonal(0, Axis(1), Axis(-3)), "axis 1 is named twice in diagonal");
    fails(x.windows(&[1, 1, 5, 1]), "a window of 5 does not fit axis 2 of extent 4 in windows");
    fails(x.windows_axis(Axis(1), 0), "a window of 0 does not fit axis 1 of extent 3 in windows_axis");
    fails(x.split_at(Axis(1), 4), "range 0..4 does not fit axis 1 of extent 3 in split_at");
    fails(x.slice(&s(s![.., 1..4])), "range 1..4 does not fit axis 1 of extent 3 in slice");
    fails(x.slice(&s(s![..., 2..1, ..])), "range 2..1 does not fit axis 2 of extent 4 in slice");
    fails(x.slice(&s(s![.., -4..])), "range -4..3 does not fit axis 1 of extent 3 in slice");
    fails(x.slice(&s(s![NewAxis, .., ..;0])), "step 0 on axis 1 in slice");
    fails(x.slice(&s(s![..., ..., 0])), "more than one ellipsis in slice");
    fails(x.slice(&s(s![0, 0, .., .., ..])), "rank 5 where rank 4 is needed in slice");
    fails(x.slice(&s(s![0, 3])), "index 3 is out of range on axis 1 of extent 3 in slice");
    fails(x.slice_axis(Axis(-1), (6..).into()), "range 6..5 does not fit axis 3 of extent 5 in slice_axis");
    fails(x.slice_axis(Axis(0), 1.into()), "the entry for an axis is not a range in slice_axis");
    fails(
        x.broadcast_to(&[2, 2, 3, 4, 6]),
        "cannot broadcast (2, 3, 4, 5) with (2, 2, 3, 4, 6): axis 4 is 5 against 6 in broadcast_to",
    );
    fails(x.broadcast_to(&[4, 5]), "rank 4 where rank 2 is needed in broadcast_to");
    fails(
        broadcast_shapes(&[3, 4], &[5], "add"),
        "cannot broadcast (3, 4) with (5,): axis 1 is 4 against 5 in add",
    );
    fails(
        broadcast_shapes(&[5], &[3, 4], "add"),
        "cannot broadcast (5,) with (3, 4): axis 1 is 5 against 4 in add",
    );
    assert_eq!(broadcast_shapes(&[8, 1, 0], &[7, 1], "add").unwrap(), [8, 7, 0]);
}

fn s(spec: impl SliceSpec<IxDyn>) -> Vec<SliceElem> {
    spec.elems().to_vec()
}

#[test]
fn an_extent_is_inferred_only_where_one_fits() {
    assert_eq!(infer_shape(&[4, 6], &[3, INFER]).unwrap(), [3, 8]);
    assert_eq!(infer_shape(&[], &[INFER, 1]).unwrap(), [1, 1]);
    assert_eq!(infer_shape(&[0, 3], &[INFER, 3]).unwrap(), [0, 3]);
    fails(infer_shape(&[4, 6], &[5, INFER]), "no extent makes (5, ?) out of (4, 6) in reshape");
    fails(infer_shape(&[4, 6], &[INFER, INFER]), "no extent makes (?, ?) out of (4, 6) in reshape");
    fails(infer_shape(&[0, 3], &[0, INFER]), "no extent makes (0, ?) out of (0, 3) in reshape");
    fails(infer_shape(&[4, 6], &[5, 5]), "24 elements do not fill shape (5, 5) in reshape");
    let kind = |to: &[usize], from: &[usize]| infer_shape(from, to).unwrap_err().kind().clone();
    assert!(matches!(kind(&[1 << 40, 1 << 40], &[4, 6]), ErrorKind::Length { found: 24, .. }));
    assert!(matches!(kind(&[0, 1 << 40, 1 << 40], &[0]), ErrorKind::TooLarge { .. }));
    fails(infer_shape(&[4], &[1; 9]), "rank 9 is more than 8 in reshape");
}

#[test]
fn nothing_overflows() {
    // One element repeated isize::MAX times: the largest extent there is.
    let n = isize::MAX as usize;
    let x = Layout::row_major(&[1]).unwrap().broadcast_to(&[n]).unwrap();
    assert_eq!(x.slice(&s(s![..;isize::MIN])).unwrap().shape(), [1]);
    assert_eq!(x.slice(&s(s![..isize::MAX; isize::MAX])).unwrap().shape(), [1]);
    assert_eq!(x.slice(&s(s![..n - 1; n - 1])).unwrap().shape(), [1]);
    assert!(x.slice(&s(s![..n + 1])).is_err(), "isize::MAX would be the end");
    assert!(x.slice(&s(s![n + 1..])).is_err());
    assert!(x.slice(&s(s![..=n])).is_err());
    assert!(x.slice(&s(s![..=isize::MAX])).is_err());
    assert!(x.slice(&s(s![usize::MAX])).is_err());
    assert!(x.slice(&s(s![isize::MIN])).is_err());
    assert_eq!(x.slice(&s(s![..; usize::MAX])).unwrap().shape(), [1]);
    assert!(matches!(x.broadcast_to(&[2, n]).unwrap_err().kind(), ErrorKind::TooLarge { .. }));
    assert!(matches!(x.windows(&[n / 2]).unwrap_err().kind(), ErrorKind::TooLarge { .. }));
    assert!(broadcast_shapes(&[1 << 32, 1], &[1 << 32], "add").is_err());
    assert!(broadcast_shapes(&[1 << 32, 1 << 32], &[1 << 32, 1 << 32], "add").is_err());
    assert!(x.addresses_twice() && overlap(&x, &x));
    assert!(x.split_at(Axis(0), usize::MAX).is_err());
    // The widest stride there is.
    let wide = Layout::new(&[2, 1], &[isize::MAX - 1, 5], 0).unwrap();
    for step in [isize::MIN, isize::MIN + 1, -1, 1, isize::MAX] {
        let elem = SliceElem::Range { start: 0, end: None, step };
        let v = wide.slice_axis(Axis(0), elem).unwrap();
        assert_eq!(v.len(), if step.unsigned_abs() == 1 { 2 } else { 1 });
        assert_eq!(v.offset(), if step < 0 { isize::MAX - 1 } else { 0 });
    }
    assert_eq!(wide.flip(Axis(0)).unwrap().flip(Axis(0)).unwrap(), wide);
    assert_eq!(wide.slice(&s(s![2..])).unwrap().len(), 0);
    assert_eq!(wide.split_at(Axis(0), 2).unwrap().1.len(), 0);
    assert_eq!(wide.reshape(&[1, 2], Order::ColumnMajor).unwrap().strides(), [0, isize::MAX - 1]);
    assert!(!wide.addresses_twice() && !overlap(&wide, &Layout::new(&[5], &[1], 1).unwrap()));
    for offset in [isize::MIN, isize::MAX] {
        assert_eq!(wide.diagonal(offset, Axis(0), Axis(1)).unwrap().shape(), [0]);
        assert_eq!(wide.diagonal(0, Axis(0), Axis(1)).unwrap().shape(), [1]);
    }
}

#[test]
fn interleaved_parts_do_not_overlap() {
    let image = Layout::row_major(&[100, 100, 3]).unwrap();
    let channel = |c: isize| image.slice(&[SliceElem::Ellipsis, c.into()]).unwrap();
    assert!(!overlap(&channel(0), &channel(1)) && overlap(&channel(1), &image));
    let (left, right) = image.split_at(Axis(1), 50).unwrap();
    assert!(!overlap(&left, &right) && !left.addresses_twice());
    let flipped = right.flip(Axis(0)).unwrap().transpose();
    assert!(!overlap(&left, &flipped) && overlap(&right, &flipped));
    assert!(image.windows_axis(Axis(0), 2).unwrap().addresses_twice());
    assert!(!image.windows_axis(Axis(0), 1).unwrap().addresses_twice());
    // Strides that are no number system, and yet no two indices meet.
    assert!(!Layout::new(&[3, 2], &[2, 3], 0).unwrap().addresses_twice());
    assert!(Layout::new(&[4, 3], &[2, 3], 0).unwrap().addresses_twice());
}
