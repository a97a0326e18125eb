//! Elements from a stream of bytes and into one, a piece at a time.

use std::io::{Read, Write};

use super::raw::ByteOrder;
use super::{Element, ErrorKind, Result};
use crate::array::{AsView, Movement};
use crate::error::{Error, ErrorKind as ArrayErrorKind};
use crate::expr::Assign;
use crate::layout::{Axis, Dim, Layout};
use crate::{Array, ViewD, ViewMut};

/// The bytes of a piece: they stay in the cache, and a call of the operating system for each costs little.
const PIECE: usize = 1 << 18;

/// The bytes of `len` elements of a shape.
pub(crate) fn byte_count<T: Element>(layout: &Layout) -> Result<usize> {
    let bytes = layout.len().checked_mul(T::TYPE.size()).filter(|&bytes| isize::try_from(bytes).is_ok());
    bytes.ok_or_else(|| ErrorKind::TooLarge { shape: layout.shape().to_vec() }.into())
}

/// An array read from `reader`, of which `known` bytes are left if that is known.
///
/// Memory is taken at once where the bytes are known to be there, and otherwise as they come, so that a false shape
/// costs no more than twice the bytes that there are.
pub(crate) fn read_array<T: Element, D: Dim>(
    reader: &mut dyn Read,
    layout: &Layout,
    order: ByteOrder,
    known: Option<u64>,
) -> Result<Array<T, D>> {
    let bytes = byte_count::<T>(layout)?;
    let truncated = |found| ErrorKind::Truncated { expected: bytes as u64, found };
    let mut elements = Vec::new();
    if let Some(found) = known {
        if found < bytes as u64 {
            return Err(truncated(found).into());
        }
        reserve(&mut elements, layout.len())?;
    }
    let mut piece = vec![0; bytes.min(PIECE)];
    let mut done = 0;
    while done < bytes {
        let piece = &mut piece[..(bytes - done).min(PIECE)];
        let n = fill(reader, piece)?;
        done += n;
        if n < piece.len() {
            return Err(truncated(done as u64).into());
        }
        reserve(&mut elements, n / T::TYPE.size())?;
        T::decode(piece, order, &mut elements);
    }
    Ok(Array::from_vec_and_layout(elements, layout)?)
}

fn reserve<T>(elements: &mut Vec<T>, more: usize) -> Result<()> {
    elements.try_reserve(more).map_err(|_| {
        let bytes = (elements.len() + more).saturating_mul(size_of::<T>());
        Error::new("read", ArrayErrorKind::OutOfMemory { bytes }).into()
    })
}

/// As `Read::read_exact`, but it tells how many bytes there were.
pub(crate) fn fill(reader: &mut dyn Read, bytes: &mut [u8]) -> Result<usize> {
    let mut done = 0;
    while done < bytes.len() {
        match reader.read(&mut bytes[done..]) {
            Ok(0) => break,
            Ok(n) => done += n,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(done)
}

/// Writes the elements in row-major order.
pub(crate) fn write_elements<T: Element>(writer: &mut dyn Write, view: ViewD<'_, T>) -> Result<()> {
    let mut bytes = vec![0; (view.len() * T::TYPE.size()).min(PIECE)];
    if let Some(elements) = view.as_slice() {
        return write_slice(writer, elements, &mut bytes);
    }
    let mut copy = Vec::new();
    write_pieces(writer, view, &mut copy, &mut bytes)
}

fn write_slice<T: Element>(writer: &mut dyn Write, elements: &[T], bytes: &mut [u8]) -> Result<()> {
    let size = T::TYPE.size();
    for piece in elements.chunks(PIECE / size) {
        let bytes = &mut bytes[..piece.len() * size];
        T::encode(piece, bytes);
        writer.write_all(bytes)?;
    }
    Ok(())
}

/// Cuts along the first axis that can be cut until a piece is small, and copies that in order.
fn write_pieces<T: Element>(
    writer: &mut dyn Write,
    view: ViewD<'_, T>,
    copy: &mut Vec<T>,
    bytes: &mut [u8],
) -> Result<()> {
    let (len, room) = (view.len(), PIECE / T::TYPE.size());
    if len <= room {
        let Some(&first) = view.iter().next() else { return Ok(()) };
        copy.clear();
        copy.resize(len, first);
        ViewMut::from(&mut copy[..]).reshape_view(view.shape())?.assign(view);
        return write_slice(writer, copy, bytes);
    }
    let Some(axis) = view.shape().iter().position(|&n| n > 1) else { return Ok(()) };
    let inner = len / view.shape()[axis];
    for piece in view.axis_chunks(Axis(axis as isize), (room / inner).max(1)) {
        write_pieces(writer, piece, copy, bytes)?;
    }
    Ok(())
}

/// The view with its axes in reverse order if only that one is in row-major order, and whether it was.
#[cfg(feature = "npy")]
pub(crate) fn rows_or_columns<T, D: Dim>(view: crate::View<'_, T, D>) -> (ViewD<'_, T>, bool) {
    let columns = !view.is_contiguous() && view.is_contiguous_in(crate::layout::Order::ColumnMajor);
    (if columns { view.t().into_dyn() } else { view.into_dyn() }, columns)
}
