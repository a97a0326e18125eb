//! temporary
use super::*;
 impl Function<f32> for SinCos { type Output=(f32,f32); #[inline(always)] fn lane<const FUSED: bool>(x: f32)->(f32,f32) { (Sin::lane::<FUSED>(x), Cos::lane::<FUSED>(x)) } #[inline(always)] fn ordinary(x: f32)->bool { <Sin as Function<f32>>::ordinary(x) && <Cos as Function<f32>>::ordinary(x) } fn careful(x:f32)->(f32,f32) { (Sin::careful(x), Cos::careful(x)) } }
macro_rules! stub1 { ($($n:ident)*) => {$(
 impl Function<f64> for $n { type Output=f64; #[inline(always)] fn lane<const FUSED: bool>(x: f64)->f64 { Unary::$n.of_float(x) } fn careful(x:f64)->f64 { Unary::$n.of_float(x) } }
)*}}
stub1!(Asinh Acosh Atanh);
macro_rules! stub2 { ($($n:ident)*) => {$(
 impl Function<(f64,f64)> for $n { type Output=f64; #[inline(always)] fn lane<const FUSED: bool>(x: (f64,f64))->f64 { Binary::$n.of_floats(x.0,x.1) } fn careful(x:(f64,f64))->f64 { Binary::$n.of_floats(x.0,x.1) } }
)*}}
stub2!(LogAddExp);
