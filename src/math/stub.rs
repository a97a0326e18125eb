//! temporary
use super::*;
macro_rules! stub { (Unary: $($n:ident $c:literal;)*) => {$(
 impl Function<f32> for $n { type Output=f32; #[inline(always)] fn lane<const FUSED: bool>(x: f32)->f32 { Unary::$n.of_float(x) } fn careful(x:f32)->f32 { Unary::$n.of_float(x) } }
)*};
(Binary: $($n:ident $c:literal;)*) => {$(
 impl Function<(f32,f32)> for $n { type Output=f32; #[inline(always)] fn lane<const FUSED: bool>(x: (f32,f32))->f32 { Binary::$n.of_floats(x.0,x.1) } fn careful(x:(f32,f32))->f32 { Binary::$n.of_floats(x.0,x.1) } }
)*};
}
each_unary!(stub);
each_binary!(stub);
 impl Function<f32> for SinCos { type Output=(f32,f32); #[inline(always)] fn lane<const FUSED: bool>(x: f32)->(f32,f32) { x.sin_cos() } fn careful(x:f32)->(f32,f32) { x.sin_cos() } }
macro_rules! stub1 { ($($n:ident)*) => {$(
 impl Function<f64> for $n { type Output=f64; #[inline(always)] fn lane<const FUSED: bool>(x: f64)->f64 { Unary::$n.of_float(x) } fn careful(x:f64)->f64 { Unary::$n.of_float(x) } }
)*}}
stub1!(Sinh Cosh Tanh Asinh Acosh Atanh Cbrt Sigmoid);
macro_rules! stub2 { ($($n:ident)*) => {$(
 impl Function<(f64,f64)> for $n { type Output=f64; #[inline(always)] fn lane<const FUSED: bool>(x: (f64,f64))->f64 { Binary::$n.of_floats(x.0,x.1) } fn careful(x:(f64,f64))->f64 { Binary::$n.of_floats(x.0,x.1) } }
)*}}
stub2!(Powf Hypot LogAddExp);
