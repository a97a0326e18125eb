//! NumPy's files: those that NumPy wrote, round trips of every type and layout, and files that lie.
#![cfg(all(feature = "npz", feature = "half", feature = "num-complex"))]

mod oracle;

use std::io::Cursor;
use std::path::PathBuf;

use half::f16;
use longstride::io::npy::{self, Header};
use longstride::io::npz::{self, Compression};
use longstride::io::raw::{self, ByteOrder};
use longstride::io::{AnyArray, Element, ElementType, ErrorKind};
use longstride::prelude::*;
use num_complex::Complex;
use oracle::views::case;
use proptest::prelude::*;

fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn quarters() -> Array2<f64> {
    array![[0.0, 0.25, 0.5], [0.75, 1.0, 1.25]]
}

fn written<'a, A: AsView<'a, Elem: Element>>(array: A) -> Vec<u8> {
    let mut bytes = Vec::new();
    npy::write_to(&mut bytes, array).unwrap();
    bytes
}

#[test]
fn files_of_numpy_are_read() {
    let c: Array2<f64> = npy::read(data("f64_c.npy")).unwrap();
    assert_eq!((&c, c.strides()), (&quarters(), [3, 1]));
    let fortran: Array2<f64> = npy::read(data("f64_fortran.npy")).unwrap();
    assert_eq!((&fortran, fortran.strides()), (&quarters(), [1, 2]));
    assert_eq!(npy::read::<f64, Ix2>(data("f64_big.npy")).unwrap(), quarters());
    assert_eq!(npy::read::<f64, Ix0>(data("scalar.npy")).unwrap()[[]], 2.5);
    assert_eq!(npy::read::<f32, Ix3>(data("empty.npy")).unwrap().shape(), [3, 0, 2]);
    for name in ["version2.npy", "version3.npy"] {
        assert_eq!(npy::read::<i32, Ix1>(data(name)).unwrap(), array![0, 1, 2, 3], "{name}");
        assert_eq!(npy::read::<i32, IxDyn>(data(name)).unwrap().shape(), [4]);
    }
}

#[test]
fn what_is_written_is_what_numpy_writes() {
    let file = |name| std::fs::read(data(name)).unwrap();
    assert_eq!(written(&quarters()), file("f64_c.npy"));
    let columns = vec![0.0, 0.75, 0.25, 1.0, 0.5, 1.25];
    let fortran = Array2::from_vec_order([2, 3], columns, Order::ColumnMajor).unwrap();
    assert_eq!(written(&fortran), file("f64_fortran.npy"));
    assert_eq!(written(&Array0::full([], 2.5)), file("scalar.npy"));
    assert_eq!(written(&Array3::<f32>::zeros([3, 0, 2])), file("empty.npy"));
}

#[test]
fn every_type_of_numpy_is_read() {
    fn check<T: Element + PartialEq>(name: &str, expected: [T; 4]) {
        for prefix in ["", "big_"] {
            let name = format!("{prefix}{name}");
            let array: Array1<T> = npz::read(data("types.npz"), &name).unwrap();
            assert_eq!(array, Array1::from(expected), "{name}");
            let any = npz::Reader::open(data("types.npz")).unwrap().read_any(&name).unwrap();
            assert_eq!(any.element_type(), T::TYPE);
            assert_eq!(any.into_array::<T, Ix1>().unwrap(), array);
        }
    }
    check("b1", [false, true, true, true]);
    check("i1", [0_i8, 1, 2, 100]);
    check("i2", [0_i16, 1, 2, 100]);
    check("i4", [0_i32, 1, 2, 100]);
    check("i8", [0_i64, 1, 2, 100]);
    check("u1", [0_u8, 1, 2, 100]);
    check("u2", [0_u16, 1, 2, 100]);
    check("u4", [0_u32, 1, 2, 100]);
    check("u8", [0_u64, 1, 2, 100]);
    check("f2", [0.0, 1.0, 2.0, 100.0].map(f16::from_f32));
    check("f4", [0_f32, 1.0, 2.0, 100.0]);
    check("f8", [0_f64, 1.0, 2.0, 100.0]);
    check("c8", [0_f32, 1.0, 2.0, 100.0].map(|x| Complex::new(x, -x)));
    check("c16", [0_f64, 1.0, 2.0, 100.0].map(|x| Complex::new(x, -x)));
    assert_eq!(npz::names(data("types.npz")).unwrap().len(), 2 * ElementType::ALL.len());
}

#[test]
fn what_is_not_what_was_asked_for_is_named() {
    let message = |e: longstride::io::Error| {
        let place = e.place().unwrap().to_owned();
        assert!(place.contains("tests/data"), "{place}");
        e.to_string().rsplit_once(".npy: ").unwrap().1.to_owned()
    };
    let e = message(npy::read::<f32, Ix2>(data("f64_c.npy")).unwrap_err());
    assert_eq!(e, "holds elements of type f64, not f32");
    let e = message(npy::read::<f64, Ix1>(data("f64_c.npy")).unwrap_err());
    assert_eq!(e, "holds an array of shape (2, 3), of rank 2, not 1");
    let e = message(npy::read_any(data("text.npy")).unwrap_err());
    assert_eq!(e, "holds elements of type <U3: strings are not supported");
    let e = message(npy::read_any(data("object.npy")).unwrap_err());
    assert_eq!(e, "holds elements of type |O: Python objects are not supported");
    let e = message(npy::read_any(data("structured.npy")).unwrap_err());
    assert!(e.starts_with("holds elements of type [('a', '<f4'), ('b', '<i4')]"), "{e}");
    let e = message(npy::read_any(data("unicode.npy")).unwrap_err());
    assert!(e.contains("[('ü', '<f4')]"), "{e}");
    assert!(message(npy::read_any(data("missing.npy")).unwrap_err()).contains("No such file"));
    let any = npy::read_any(data("f64_c.npy")).unwrap();
    assert!(any.clone().into_array::<i64, Ix2>().is_err());
    assert!(any.into_array::<f64, Ix3>().is_err());

    let e = npz::read::<f64, Ix1>(data("stored.npz"), "z").unwrap_err();
    assert!(e.to_string().ends_with("stored.npz: nothing is named 'z', only [\"x\", \"y\"]"), "{e}");
    let e = npz::read::<f64, Ix2>(data("stored.npz"), "y").unwrap_err();
    assert!(e.to_string().ends_with("stored.npz, array 'y': holds elements of type i32, not f64"), "{e}");
    let all = npz::read_all(data("stored.npz")).unwrap();
    let [(x, AnyArray::F64(a)), (y, AnyArray::I32(b))] = &all[..] else { panic!("{all:?}") };
    assert_eq!((x.as_str(), a, y.as_str()), ("x", &array![0.0, 1.0, 2.0].into_dyn_array(), "y"));
    assert_eq!(b, &array![[1, 2], [3, 4]].into_dyn_array());
}

/// A file of version 1.0 with this header and these bytes of elements.
fn file(header: &str, elements: usize) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.resize(bytes.len() + elements, 0);
    bytes
}

#[test]
fn headers_of_other_writers_are_read() {
    for header in [
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}",
        "{\"shape\":(2,),\"fortran_order\":False,\"descr\":\"f8\"}\n",
        "  { 'fortran_order' : False , 'shape' : ( 2L , ) , 'descr' : '=f8' , }   \n",
    ] {
        assert_eq!(npy::read_from::<f64, Ix1>(&file(header, 16)[..]).unwrap(), array![0.0, 0.0], "{header}");
    }
}

#[test]
fn hostile_headers_are_refused() {
    for (header, why) in [
        ("", "a dictionary is needed"),
        ("{", "a string is needed"),
        ("{}", "not all of descr"),
        ("{'descr': '<f8', 'fortran_order': False}", "not all of descr"),
        ("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': ()}", "twice"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (), 'more': 1}", "an unknown key"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': ()} x", "text after"),
        ("{'descr': '<f8', 'fortran_order': 0, 'shape': ()}", "True or False"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': 3}", "a tuple"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (3)}", "no tuple"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (-3,)}", "at least 0"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (3.0,)}", "no tuple"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': ((3,),)}", "at least 0"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (,)}", "at least 0"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999999,)}", "does not fit"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 9223372036854775807)}", "too large"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (2305843009213693951,)}", "too large"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1)}", "rank 9"),
        ("{'descr': '<f8, 'fortran_order': False, 'shape': ()}", "no such type"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': ()", "a comma"),
        ("{'descr': '<f\\x38', 'fortran_order': False, 'shape': ()}", "an escape"),
        ("{'descr': 3, 'fortran_order': False, 'shape': ()}", "a string is needed"),
        ("{'descr': '<f16', 'fortran_order': False, 'shape': ()}", "no such type"),
        ("{'descr': '|f8', 'fortran_order': False, 'shape': ()}", "order of the bytes"),
        ("{'descr': '<M8[ns]', 'fortran_order': False, 'shape': ()}", "times"),
        ("{'descr': '', 'fortran_order': False, 'shape': ()}", "no such type"),
        ("{'descr': [[[[[[[[", "records"),
        ("{'é': 1}", "an unknown key"),
        ("é", "a dictionary"),
    ] {
        let bytes = file(header, 64);
        let e = npy::read_any_from(&bytes[..]).unwrap_err().to_string();
        assert!(e.contains(why), "{header}: {e}");
        assert!(npy::read_from::<f64, IxDyn>(&bytes[..]).is_err(), "{header}");
    }
    let axes = "1,".repeat(65);
    let e = npy::read_any_from(&file(&format!("{{'shape': ({axes})}}"), 8)[..]).unwrap_err();
    assert!(e.to_string().contains("more than 64 axes"), "{e}");
    let mut long = file("", 0);
    long[6] = 2;
    long.splice(8.., [255; 4]);
    assert!(npy::read_any_from(&long[..]).unwrap_err().to_string().contains("too long"));
    for version in [[0, 0], [1, 1], [4, 0], [255, 255]] {
        let mut bytes = written(&quarters());
        bytes[6..8].copy_from_slice(&version);
        let e = npy::read_any_from(&bytes[..]).unwrap_err();
        assert!(matches!(e.kind(), ErrorKind::Version { .. }), "{e}");
    }
    assert!(matches!(npy::read_any_from(&b"PK\x03\x04"[..]).unwrap_err().kind(), ErrorKind::Magic));
}

#[test]
fn a_false_size_costs_no_memory() {
    // Two terabytes are claimed, sixteen bytes are there: from a reader and from a file.
    let bytes = file("{'descr': '<f8', 'fortran_order': False, 'shape': (274877906944,)}", 16);
    let e = npy::read_from::<f64, Ix1>(&bytes[..]).unwrap_err();
    assert!(matches!(e.kind(), ErrorKind::Truncated { expected: 2_199_023_255_552, found: 16 }), "{e}");
    let path = std::env::temp_dir().join(format!("longstride-lie-{}.npy", std::process::id()));
    std::fs::write(&path, bytes).unwrap();
    let e = npy::read_any(&path).unwrap_err();
    assert!(matches!(e.kind(), ErrorKind::Truncated { found: 16, .. }), "{e}");
    let mut longer = written(&quarters());
    longer.extend([0; 3]);
    std::fs::write(&path, &longer).unwrap();
    let e = npy::read::<f64, Ix2>(&path).unwrap_err();
    assert!(matches!(e.kind(), ErrorKind::Trailing { bytes: 3 }), "{e}");
    std::fs::remove_file(&path).unwrap();
    // From a reader another array may follow.
    let two = [written(&quarters()), written(&array![true])].concat();
    let mut reader = &two[..];
    assert_eq!(npy::read_from::<f64, Ix2>(&mut reader).unwrap(), quarters());
    assert_eq!(npy::read_from::<bool, Ix1>(&mut reader).unwrap(), array![true]);
    assert!(reader.is_empty());
}

#[test]
fn files_cut_anywhere_and_changed_anywhere_are_errors_or_arrays() {
    let bytes = written(&quarters());
    for end in 0..bytes.len() {
        let e = npy::read_from::<f64, Ix2>(&bytes[..end]).unwrap_err();
        assert!(matches!(e.kind(), ErrorKind::Truncated { .. }), "cut at {end}: {e}");
    }
    for at in 0..128 {
        for change in [0x00, 0x01, 0x20, 0x80, 0xff] {
            let mut bytes = bytes.clone();
            bytes[at] ^= change;
            let _ = npy::read_any_from(&bytes[..]).map(|any| assert!(any.shape().len() <= 8));
        }
    }
    let mut archive = npz::Writer::new(Cursor::new(Vec::new()), Compression::Deflate);
    archive.add("a", &quarters()).unwrap();
    assert!(archive.add("a", &quarters()).is_err(), "a name twice");
    let mut archive = npz::Writer::new(Cursor::new(Vec::new()), Compression::Stored);
    archive.add("a", &quarters()).unwrap();
    let bytes = archive.finish().unwrap().into_inner();
    for end in 0..bytes.len() {
        let read = npz::Reader::new(Cursor::new(&bytes[..end])).and_then(|mut r| r.read::<f64, Ix2>("a"));
        assert!(read.is_err(), "cut at {end}");
    }
    // The checksum sees a changed element.
    let at = bytes.windows(8).position(|w| w == 1.25_f64.to_le_bytes()).unwrap();
    let mut changed = bytes.clone();
    changed[at] ^= 1;
    let e = npz::Reader::new(Cursor::new(&changed)).unwrap().read::<f64, Ix2>("a").unwrap_err();
    assert!(e.to_string().contains("array 'a'"), "{e}");
}

#[test]
fn large_views_are_written_in_pieces() {
    // More than a piece of 256 KiB, along axes of which no single one is small enough.
    let a = Array3::from_fn([3, 300, 211], |[i, j, k]| (i * 100_000 + j * 300 + k) as f64);
    for view in [
        a.view(),
        a.view().permute_axes([1, 2, 0]),
        a.view().permute_axes([2, 0, 1]).slice(s![..;-1, .., ..;3]),
    ] {
        let bytes = written(view);
        assert_eq!(npy::read_from::<f64, Ix3>(&bytes[..]).unwrap(), view);
        assert_eq!(Header::read(&bytes[..]).unwrap().shape, view.shape());
    }
    let row = Array1::from_iter(0..200_000_i64);
    let every_other = row.slice(s![..;-2]);
    assert_eq!(npy::read_from::<i64, Ix1>(&written(every_other)[..]).unwrap(), every_other);
}

#[test]
fn raw_bytes_go_around() {
    let path = std::env::temp_dir().join(format!("longstride-raw-test-{}", std::process::id()));
    raw::write(&path, quarters().t()).unwrap();
    let back: Array2<f64> = raw::read(&path, [INFER, 2], ByteOrder::Little).unwrap();
    assert_eq!(back, quarters().t());
    assert!(raw::read::<f64, _>(&path, [5, INFER], ByteOrder::Little).is_err());
    assert!(raw::read::<f64, _>(&path, [2, 4], ByteOrder::Little).is_err());
    assert!(raw::read::<Complex<f64>, _>(&path, [INFER], ByteOrder::Little).is_ok());
    std::fs::write(&path, [0, 1, 2]).unwrap();
    assert_eq!(raw::read::<u8, _>(&path, 3, ByteOrder::Big).unwrap(), array![0, 1, 2]);
    let e = raw::read::<u16, _>(&path, INFER, ByteOrder::Big).unwrap_err();
    assert!(matches!(e.kind(), ErrorKind::Trailing { bytes: 1 }), "{e}");
    std::fs::remove_file(&path).unwrap();
    assert_eq!(raw::read_from::<u16, _>(&[1, 2][..], 1, ByteOrder::Big).unwrap(), array![0x102]);
    assert!(raw::read_from::<u16, _>(&[1, 2][..], INFER, ByteOrder::Big).is_err());
}

/// The bits of an element, so that NaN and the sign of zero count.
fn round_trip<T: Element>(of: impl Fn(usize) -> T, case: &oracle::views::Case) -> Result<(), TestCaseError> {
    let base = case.base(of);
    let view: ViewD<'_, T> = case.view(&base);
    let bytes = written(view);
    let raw_bytes = |a: ViewD<'_, T>| {
        let mut out = Vec::new();
        raw::write_to(&mut out, a).unwrap();
        out
    };
    let expected = raw_bytes(view);
    prop_assert_eq!(expected.len(), view.len() * T::TYPE.size());

    let header = Header::read(&bytes[..]).unwrap();
    prop_assert_eq!(header.offset % 64, 0);
    prop_assert_eq!((header.element_type, &header.shape[..]), (T::TYPE, &view.shape()[..]));
    let back: ArrayD<T> = npy::read_from(&bytes[..]).unwrap();
    prop_assert_eq!(back.shape(), view.shape());
    prop_assert_eq!(raw_bytes(back.view()), expected.clone());
    let any = npy::read_any_from(&bytes[..]).unwrap();
    prop_assert_eq!(raw_bytes(any.into_array::<T, IxDyn>().unwrap().view()), expected.clone());

    // The other order of the bytes: each element reversed, and the prefix of the type changed.
    let unit = if header.element_type.kind() == 'c' { T::TYPE.size() / 2 } else { T::TYPE.size() };
    let mut reversed = bytes.clone();
    if let Some(at) = reversed[..header.offset].iter().position(|&b| b == b'<') {
        reversed[at] = b'>';
    }
    reversed[header.offset..].chunks_mut(unit).for_each(<[u8]>::reverse);
    let back: ArrayD<T> = npy::read_from(&reversed[..]).unwrap();
    prop_assert_eq!(raw_bytes(back.view()), expected.clone());

    for compression in [Compression::Stored, Compression::Deflate] {
        let mut archive = npz::Writer::new(Cursor::new(Vec::new()), compression);
        archive.add("größe", view).unwrap();
        archive.add("again", back.view()).unwrap();
        let mut reader = npz::Reader::new(archive.finish().unwrap()).unwrap();
        prop_assert_eq!(reader.names(), ["größe", "again"]);
        let back: ArrayD<T> = reader.read("größe").unwrap();
        prop_assert_eq!(raw_bytes(back.view()), expected.clone());
        prop_assert_eq!(reader.read_header("again").unwrap().element_type, T::TYPE);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_layout_of_any_type_goes_around(case in case(), seed in any::<u64>()) {
        let bits = |k: usize| seed.wrapping_mul(2 * k as u64 + 1).rotate_left(k as u32);
        round_trip(|k| bits(k) % 2 == 0, &case)?;
        round_trip(|k| bits(k) as i8, &case)?;
        round_trip(|k| bits(k) as i16, &case)?;
        round_trip(|k| bits(k) as i32, &case)?;
        round_trip(|k| bits(k) as i64, &case)?;
        round_trip(|k| bits(k) as u8, &case)?;
        round_trip(|k| bits(k) as u16, &case)?;
        round_trip(|k| bits(k) as u32, &case)?;
        round_trip(bits, &case)?;
        round_trip(|k| f16::from_bits(bits(k) as u16), &case)?;
        round_trip(|k| f32::from_bits(bits(k) as u32), &case)?;
        round_trip(|k| f64::from_bits(bits(k)), &case)?;
        round_trip(|k| Complex::new(bits(k) as f32, bits(k + 1) as f32), &case)?;
        round_trip(|k| Complex::new(f64::from_bits(bits(k)), 1.5), &case)?;
    }

    #[test]
    fn no_bytes_whatever_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[{}'a-z:, ()0-9<TFL]{0,80}") {
        let mut tagged = b"\x93NUMPY\x01\x00\x40\x00".to_vec();
        tagged.extend(&bytes);
        for bytes in [&bytes[..], &tagged, &file(&text, 8), &file(&format!("{{'descr': '<f8', 'fortran_order': False, {text}"), 8)] {
            if let Ok(any) = npy::read_any_from(bytes) {
                prop_assert!(any.shape().iter().product::<usize>() <= bytes.len());
            }
            let _ = npz::Reader::new(Cursor::new(bytes)).and_then(|mut r| r.read_any("a"));
        }
    }
}
