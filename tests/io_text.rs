//! Tables of text: round trips, options, errors that name line and column, and bytes that are no table.

mod oracle;

use longstride::io::ErrorKind;
use longstride::io::text::{self, Reader, Writer};
use longstride::prelude::*;
use oracle::views::case;
use proptest::prelude::*;

fn read(options: &Reader<f64>, text: &str) -> Result<Array2<f64>, String> {
    options.read_from(text.as_bytes()).map_err(|e| e.to_string())
}

#[test]
fn options_choose_lines_and_columns() {
    let expected = array![[1.0, 2.0], [3.0, -4e5]];
    let new = Reader::<f64>::new;
    for (options, text) in [
        (new(), "1,2\n3,-4e5"),
        (new(), "1,2\r\n\r\n  3 , -4e5 \r\n"),
        (new(), "\"1\",2\n\"3\" ,\"-4e5\"\n"),
        (new().delimiter(b';'), "1;2\n3;-4e5\n"),
        (new().delimiter(b'\t'), "1\t2\n3\t-4e5\n"),
        (new().whitespace(), "  1   2\n\n3\t-4e5 \n"),
        (new().whitespace().comment(b'#'), "# a b\n1 2 # first\n3 -4e5#\n"),
        (new().comment(b'#'), "#a,b\n1,2\n  # between\n3,-4e5\n"),
        (new().skip_lines(2), "what,ever\n\"\n1,2\n3,-4e5\n"),
        (new().header(true), "a,b\n1,2\n3,-4e5\n"),
        (new().max_rows(2), "1,2\n3,-4e5\nx\n"),
        (new().columns([2, 0]), "2,x,1\n-4e5,y,3\n"),
        (new().columns_named(["u", "v, \"w\""]), "\"v, \"\"w\"\"\",x,u\n2,x,1\n-4e5,y,3\n"),
    ] {
        assert_eq!(read(&options, text).as_ref(), Ok(&expected), "{text:?}");
    }
    assert_eq!(read(&new(), "").unwrap().shape(), [0, 0]);
    assert_eq!(read(&new().header(true), "a,b\n").unwrap().shape(), [0, 2]);
    let filled = read(&new().missing(-1.0, &["NA", "-"]), "1,,NA\n-,2,3\n,,\n").unwrap();
    assert_eq!(filled, array![[1.0, -1.0, -1.0], [-1.0, 2.0, 3.0], [-1.0, -1.0, -1.0]]);
    let words: Array2<String> = Reader::new().read_from("a,\"b c\"\n".as_bytes()).unwrap();
    assert_eq!(words[[0, 1]], "b c");
}

#[test]
fn errors_name_line_and_column() {
    let new = Reader::<f64>::new;
    for (options, text, message) in [
        (new(), "1,2\n3,x\n", "line 2, column 2: \"x\": invalid float literal"),
        (new(), "1,2\n3,\n", "line 2, column 2: \"\": cannot parse float from empty string"),
        (
            new().comment(b'#').skip_lines(1),
            "\n\n# c\n\n1,2\n?,1\n",
            "line 6, column 1: \"?\": invalid float literal",
        ),
        (new(), "1,2\n3\n", "line 2: 1 columns where 2 are needed"),
        (new().columns([5]), "1,2\n", "line 1: 2 columns where 6 are needed"),
        (new().columns([usize::MAX]), "1,2\n", "line 1: 2 columns where 18446744073709551615 are needed"),
        (new().header(true), "a,b\n1,2,3\n", "line 2: 3 columns where 2 are needed"),
        (new().columns_named(["c"]), "a,b\n1,2\n", "nothing is named 'c', only [\"a\", \"b\"]"),
        (new(), "1,\"2\n", "line 1, column 2: \"\\\"2\": a quote without an end in its line"),
        (new(), "\"1\"x,2\n", "line 1, column 2: \"\\\"1\\\"x,2\": text after a quote"),
    ] {
        assert_eq!(read(&options, text).unwrap_err(), message, "{text:?}");
    }
    let e = new().read_from(&b"1,\xff\n"[..]).unwrap_err();
    assert!(matches!(e.kind(), ErrorKind::Field { line: 1, column: 2, .. }), "{e}");
    let e = Reader::<u8>::new().read_from(&b"255\n256\n"[..]).unwrap_err();
    assert!(e.to_string().starts_with("line 2, column 1: \"256\": number too large"), "{e}");
    assert!(text::read::<f64>("no such file").unwrap_err().to_string().starts_with("no such file: "));
    let e = text::Writer::new().write_to(Vec::new(), &Array3::<f64>::zeros([1, 1, 1])).unwrap_err();
    assert!(matches!(e.kind(), ErrorKind::Rank { expected: 2, .. }), "{e}");
    let e = Writer::new().header(["a"]).write_to(Vec::new(), &array![[1, 2]]).unwrap_err();
    assert!(matches!(e.kind(), ErrorKind::Columns { .. }), "{e}");
}

#[test]
fn rows_are_streamed_and_written() {
    let mut sum = 0;
    let names = Reader::<i64>::new()
        .header(true)
        .for_each_row("a,b\n1,2\n3,4\n".as_bytes(), |row| {
            sum += row[0] * row[1];
            Ok(())
        })
        .unwrap();
    assert_eq!((sum, names), (14, vec!["a".to_owned(), "b".to_owned()]));
    let mut out = Vec::new();
    Writer::new()
        .delimiter(b';')
        .precision(2)
        .write_to(&mut out, array![1.0, 2.555, -0.0].slice(s![..;-1]))
        .unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "-0.00\n2.56\n1.00\n".replace("2.56", &format!("{:.2}", 2.555))
    );
    let path = std::env::temp_dir().join(format!("longstride-text-{}.csv", std::process::id()));
    text::write(&path, &array![[1, 2], [3, 4]]).unwrap();
    assert_eq!(text::read::<i32>(&path).unwrap(), array![[1, 2], [3, 4]]);
    std::fs::remove_file(&path).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_matrix_goes_around(case in case(), seed in any::<u64>(), delimiter in prop::sample::select(&b",;\t |"[..])) {
        let number = |k: usize| f64::from_bits(seed.wrapping_mul(2 * k as u64 + 1));
        let base = case.base(|k| if number(k).is_nan() { 0.5 } else { number(k) });
        let view: ViewD<'_, f64> = case.view(&base);
        if view.shape().len() != 2 || view.shape()[1] == 0 {
            return Ok(()); // About four of five views; text has rows and columns.
        }
        let mut bytes = Vec::new();
        Writer::new().delimiter(delimiter).write_to(&mut bytes, view).unwrap();
        let back: Array2<f64> = Reader::new().delimiter(delimiter).read_from(&bytes[..]).unwrap();
        if view.is_empty() {
            prop_assert!(back.is_empty());
        } else {
            prop_assert_eq!(back.into_dyn_array(), view);
        }
    }

    #[test]
    fn no_bytes_whatever_make_it_panic(bytes in prop::collection::vec(prop::sample::select(&b"12.e-,;\"\n\r #\xff"[..]), 0..60)) {
        for options in [Reader::<f64>::new(), Reader::new().whitespace().comment(b'#'), Reader::new().missing(0.0, &[]).header(true)] {
            if let Ok(table) = options.read_from(&bytes[..]) {
                prop_assert!(table.len() <= bytes.len() + 1);
            }
        }
    }
}
