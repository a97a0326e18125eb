//! The field to work on: from a `.npy` file, or from a member of an `.npz` archive together with its cell
//! size.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::common::failure::{Result, failed};
use crate::common::limits::{MAX_STEP, MIN_SIDE, MIN_STEP, check_memory};
use crate::common::npy;

/// Metres in a degree of latitude, and in one of longitude at the equator.
const METRES_PER_DEGREE: f64 = 111_200.0;

/// A field in row-major order; axis 0 runs north to south, axis 1 west to east, as on a map.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) type_name: String,
    pub(crate) rows: usize,
    pub(crate) cols: usize,
    pub(crate) values: Vec<f64>,
    /// The cell size that the file itself states, in metres.
    pub(crate) dx: Option<f64>,
    pub(crate) dy: Option<f64>,
}

pub(crate) fn load(path: &Path, key: Option<&str>) -> Result<Field> {
    let shown = path.display();
    match open(path) {
        Ok((Kind::Npy, file, length)) => {
            if let Some(key) = key {
                return failed(format!("{shown}: a single array, without a member '{key}'"));
            }
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            field(BufReader::new(file), length, name, &shown.to_string())
        }
        Ok((Kind::Npz, file, _)) => match ZipArchive::new(BufReader::new(file)) {
            Ok(mut archive) => from_archive(&mut archive, key, &shown.to_string()),
            Err(e) => failed(format!("{shown}: the archive is broken: {e}")),
        },
        Ok((Kind::Neither, ..)) => failed(format!("{shown}: neither a .npy file nor an .npz archive")),
        Err(e) => failed(format!("{shown}: {e}")),
    }
}

enum Kind {
    Npy,
    Npz,
    Neither,
}

/// Decides by the first bytes, since names lie.
fn open(path: &Path) -> std::io::Result<(Kind, File, u64)> {
    // Before opening, because to open a pipe would wait for its other end.
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::Error::other("not a regular file"));
    }
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut start = Vec::new();
    (&mut file).take(6).read_to_end(&mut start)?;
    file.rewind()?;
    let kind = if start == b"\x93NUMPY" {
        Kind::Npy
    } else if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        Kind::Npz
    } else {
        Kind::Neither
    };
    Ok((kind, file, length))
}

fn field(reader: impl Read, length: u64, name: String, source: &str) -> Result<Field> {
    let pending = match npy::open(reader, length) {
        Ok(pending) => pending,
        Err(e) => return failed(format!("{source}: {e}")),
    };
    let &[rows, cols] = pending.shape() else {
        let rank = pending.shape().len();
        return failed(format!("{source}: an array of rank {rank}, and a field has rank 2"));
    };
    if (rows.min(cols) as u64) < MIN_SIDE {
        return failed(format!(
            "{source}: {rows} x {cols} elements, and the Laplacian needs at least {MIN_SIDE} x {MIN_SIDE}"
        ));
    }
    check_memory((rows as u64).saturating_mul(cols as u64), source)?;
    let type_name = pending.type_name();
    match pending.read() {
        Ok(values) => Ok(Field { name, type_name, rows, cols, values, dx: None, dy: None }),
        Err(e) => failed(format!("{source}: {e}")),
    }
}

fn from_archive<R: Read + Seek>(archive: &mut ZipArchive<R>, key: Option<&str>, path: &str) -> Result<Field> {
    let key = match key {
        Some(key) => key.to_owned(),
        None => the_field_among(archive, path)?,
    };
    let names = listed(archive);
    let mut found = match member(archive, &key) {
        Ok(Some((reader, length))) => field(reader, length, key.clone(), &format!("{path}:{key}"))?,
        Ok(None) => return failed(format!("{path}: no member '{key}'; it holds {names}")),
        Err(e) => return failed(format!("{path}:{key}: {e}")),
    };
    (found.dx, found.dy) = cell_size(archive, path)?;
    Ok(found)
}

/// Without a key: `elevation`, or else the only member of rank 2.
fn the_field_among<R: Read + Seek>(archive: &mut ZipArchive<R>, path: &str) -> Result<String> {
    let names = keys(archive);
    if names.iter().any(|name| name == "elevation") {
        return Ok("elevation".into());
    }
    let mut candidates = names.into_iter().filter(|name| match member(archive, name) {
        Ok(Some((reader, length))) => npy::open(reader, length).is_ok_and(|array| array.shape().len() == 2),
        _ => false,
    });
    let found = (candidates.next(), candidates.next());
    drop(candidates);
    match found {
        (Some(only), None) => Ok(only),
        (None, _) => failed(format!("{path}: no member of rank 2; it holds {}", listed(archive))),
        _ => failed(format!("{path}: say which member with FILE:KEY; it holds {}", listed(archive))),
    }
}

fn keys<R: Read + Seek>(archive: &ZipArchive<R>) -> Vec<String> {
    let key = |name: &str| npyz::npz::array_name_from_file_name(name).map(str::to_owned);
    archive.file_names().filter_map(|name| key(&name.ok()?)).collect()
}

fn listed<R: Read + Seek>(archive: &ZipArchive<R>) -> String {
    let mut names = keys(archive);
    names.sort_unstable();
    if names.is_empty() { "no arrays".into() } else { names.join(", ") }
}

/// Opens a member, if there is one of that name. A length that no deflate stream of that size can reach is
/// refused here, so that the checks further in may rely on it.
fn member<'a, R: Read + Seek>(
    archive: &'a mut ZipArchive<R>,
    key: &str,
) -> std::result::Result<Option<(impl Read + 'a, u64)>, String> {
    const DEFLATE_AT_MOST: u64 = 1032;
    match archive.by_name(&npyz::npz::file_name_from_array_name(key)) {
        Ok(member) if member.size() / DEFLATE_AT_MOST > member.compressed_size() => {
            Err("the archive is broken: it claims a length that it cannot hold".into())
        }
        Ok(member) => {
            let length = member.size();
            Ok(Some((BufReader::new(member), length)))
        }
        Err(ZipError::FileNotFound) => Ok(None),
        Err(e) => Err(format!("the archive is broken: {e}")),
    }
}

/// `dx` and `dy` as the archive states them, in metres: with the corners beside them they are degrees.
fn cell_size<R: Read + Seek>(archive: &mut ZipArchive<R>, path: &str) -> Result<(Option<f64>, Option<f64>)> {
    let mut number = |key: &str| -> Result<Option<f64>> {
        let found = match member(archive, key) {
            Ok(None) => return Ok(None),
            Ok(Some((reader, length))) => npy::open(reader, length).and_then(|array| match array.shape() {
                [] | [1] => array.read(),
                shape => Err(format!("its shape is {shape:?}, not a single number")),
            }),
            Err(e) => Err(e),
        };
        match found.as_deref() {
            Ok(&[value]) => Ok(Some(value)),
            Ok(_) => failed(format!("{path}:{key}: it is empty")),
            Err(e) => failed(format!("{path}:{key}: {e}")),
        }
    };
    let (mut dx, mut dy) = (number("dx")?, number("dy")?);
    let corners = [number("xmin")?, number("xmax")?, number("ymin")?, number("ymax")?];
    if let [Some(_), Some(_), Some(south), Some(north)] = corners {
        let latitude = (south + north) / 2.0;
        dx = dx.map(|degrees| degrees * METRES_PER_DEGREE * latitude.to_radians().cos());
        dy = dy.map(|degrees| degrees * METRES_PER_DEGREE);
    }
    // A raster whose rows run north to south may say so by a negative step; only its length counts here.
    Ok((dx.map(f64::abs), dy.map(f64::abs)))
}

/// The step to compute with: the command line's, or else the file's, or else 1. The first is already checked.
pub(crate) fn step(name: &str, asked: Option<f64>, stated: Option<f64>) -> Result<f64> {
    let metres = asked.or(stated).unwrap_or(1.0);
    if (MIN_STEP..=MAX_STEP).contains(&metres) {
        return Ok(metres);
    }
    failed(format!(
        "the file's {name} is {metres} metres, not between {MIN_STEP:e} and {MAX_STEP:e}: give --{name}"
    ))
}
