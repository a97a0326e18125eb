//! A Python module in Rust: NumPy's arrays come in as views, whatever their strides, and results go back, without a copy.
//!
//! ```python
//! import stencils
//! stencils.laplacian(f, 0.1, 0.1)             # a new array
//! stencils.laplacian(f, 0.1, 0.1, out=out)    # into one that is there
//! stencils.moving_mean(x, 7)
//! ```

use longstride::interop::numpy::{PyView, PyViewMut};
use longstride::prelude::*;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// The five-point Laplacian at every interior point: as one writes it in NumPy, but one pass.
fn five_points<'a>(f: View2<'a, f64>, dx: f64, dy: f64) -> impl Expr<Elem = f64, Dim = Ix2> + 'a {
    let (cx, cy) = (1.0 / (dx * dx), 1.0 / (dy * dy));
    (f.slice(s![..-2, 1..-1]) + f.slice(s![2.., 1..-1])) * cx
        + (f.slice(s![1..-1, ..-2]) + f.slice(s![1..-1, 2..])) * cy
        - f.slice(s![1..-1, 1..-1]) * (2.0 * (cx + cy))
}

/// The Laplacian of the two-dimensional array `f` at its interior points, on a grid with steps `dx` and `dy`.
///
/// The result has two rows and two columns less than `f`. It is written to `out` if that is given, which must have that
/// shape and share no memory with `f`.
#[pyfunction]
#[pyo3(signature = (f, dx, dy, out=None))]
fn laplacian<'py>(
    py: Python<'py>,
    f: PyView<'py, f64, Ix2>,
    dx: f64,
    dy: f64,
    out: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let f = f.view();
    let [rows, columns] = f.shape();
    if rows < 2 || columns < 2 {
        return Err(PyValueError::new_err(format!("shape ({rows}, {columns}) has no interior")));
    }
    match out {
        None => {
            let result = py.detach(|| five_points(f, dx, dy).try_eval())?;
            Ok(result.into_numpy(py)?.into_any())
        }
        Some(object) => {
            // Refused if it shares memory with `f`, which is still borrowed.
            let mut out = PyViewMut::<f64, Ix2>::new(&object)?;
            let mut target = out.view_mut();
            py.detach(|| five_points(f, dx, dy).try_eval_into(&mut target))?;
            Ok(object)
        }
    }
}

/// The means of all runs of `n` neighbours in the one-dimensional array `x`: `len(x) - n + 1` of them.
#[pyfunction]
fn moving_mean<'py>(py: Python<'py>, x: PyView<'py, f64, Ix1>, n: usize) -> PyResult<Bound<'py, PyAny>> {
    let windows = x.view().try_windows_axis(Axis(0), n)?;
    let means = py.detach(|| windows.try_mean_axis(Axis(1))?.try_eval())?;
    Ok(means.into_numpy(py)?.into_any())
}

/// A Laplacian and a moving mean for NumPy.
#[pymodule]
mod stencils {
    #[pymodule_export]
    use super::{laplacian, moving_mean};
}
