//! Arguments: the special ones, all exponents, and what random numbers from all over the range would miss.

use crate::functions::Pairs;

/// SplitMix64 (G. L. Steele and others, 2014).
pub struct Dice(u64);

impl Dice {
    /// The same numbers for the same function and block, whoever computes them.
    pub fn new(name: &str, block: u64) -> Self {
        let seed = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |h: u64, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
        Self(seed ^ block.wrapping_mul(0xd6e8_feb8_6659_fd93))
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// In 0..1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    fn sign(&mut self) -> f64 {
        if self.next() & 1 == 0 { 1.0 } else { -1.0 }
    }

    /// Of any exponent in the range.
    fn scaled(&mut self, low: i32, high: i32) -> f64 {
        let exponent = low + self.below((high - low) as u64) as i32;
        // In two steps: the inverse of a subnormal number is not a number of this type.
        self.sign() * (1.0 + self.unit()) * 2f64.powi(exponent / 2) * 2f64.powi(exponent - exponent / 2)
    }

    /// Some units in the last place from `x`: often a few, sometimes a million.
    fn near(&mut self, x: f64) -> f64 {
        let far = 1 << self.below(24);
        let units = self.below(far) as i64 * if self.next() & 1 == 0 { 1 } else { -1 };
        let moved = f64::from_bits((x.abs().to_bits() as i64 + units).unsigned_abs());
        if moved.is_nan() { x } else { moved.copysign(x) }
    }
}

const SPECIAL: [f64; 20] = [
    0.0,
    5e-324,
    2.225_073_858_507_201e-308,
    f64::MIN_POSITIVE,
    1e-45,
    1.1754944e-38,
    f64::EPSILON,
    0.5,
    std::f64::consts::LN_2,
    std::f64::consts::FRAC_PI_2,
    0.999_999_999_999_999_9,
    1.0,
    1.000_000_000_000_000_2,
    2.0,
    3.0,
    709.782_712_893_384,
    3.402_823_466_385_288_6e38,
    f64::MAX,
    f64::INFINITY,
    f64::NAN,
];

/// Arguments of a function with this range, for a block of them.
pub fn fill(name: &str, block: u64, range: (f64, f64), out: &mut [f64]) {
    let mut dice = Dice::new(name, block);
    let uniform = (range.0.max(-100.0), range.1.min(100.0));
    // The first two blocks begin with all that can be listed: special numbers, then for every exponent the ends of it.
    let listed = SPECIAL.iter().flat_map(|&x| [x, -x]);
    let ends = (0..2047u64).flat_map(|e| [e << 52, e << 52 | 1, (e << 52) + (1 << 52) - 1]);
    let ends = ends.flat_map(|bits| [f64::from_bits(bits), -f64::from_bits(bits)]);
    let mut listed = listed.chain(ends).skip(block as usize * out.len());
    for x in out {
        if let Some(listed) = listed.next() {
            *x = listed;
            continue;
        }
        *x = loop {
            let x = match dice.below(16) {
                0..4 => f64::from_bits(dice.next()),
                4..6 => dice.between(uniform.0, uniform.1),
                6..8 if range.0.is_finite() && range.1.is_finite() => dice.between(range.0, range.1),
                6..11 => dice.scaled(-60, 12),
                11..13 => {
                    let eighths = dice.below(129) as f64 - 64.0;
                    dice.near(eighths / 8.0)
                }
                13 => {
                    let end = if dice.next() & 1 == 0 { range.0 } else { range.1 };
                    dice.near(if end.is_finite() { end } else { f64::MAX.copysign(end) })
                }
                _ => {
                    let bits = dice.below(60);
                    let quarters = dice.below(1 << bits) as f64;
                    dice.near(quarters * std::f64::consts::FRAC_PI_2) * dice.sign()
                }
            };
            if (range.0..=range.1).contains(&x) || dice.below(64) == 0 {
                break x;
            }
        }
    }
}

/// Pairs of arguments.
pub fn fill_pairs(name: &str, block: u64, pairs: Pairs, x: &mut [f64], y: &mut [f64]) {
    let mut dice = Dice::new(name, block);
    let special = || SPECIAL.iter().flat_map(|&x| [x, -x]);
    let mut listed = special().flat_map(|x| special().map(move |y| (x, y))).skip(block as usize * x.len());
    for (x, y) in x.iter_mut().zip(y) {
        (*x, *y) = listed.next().unwrap_or_else(|| match dice.below(8) {
            0 => (f64::from_bits(dice.next()), f64::from_bits(dice.next())),
            1 => (dice.scaled(-40, 40), dice.scaled(-40, 40)),
            2 => (dice.below(64) as f64 * dice.sign() / 4.0, dice.below(64) as f64 * dice.sign() / 4.0),
            _ => match pairs {
                Pairs::Points => point(&mut dice),
                Pairs::Powers => power(&mut dice),
                Pairs::Logarithms => logarithms(&mut dice),
            },
        });
    }
}

fn point(dice: &mut Dice) -> (f64, f64) {
    let size = match dice.below(4) {
        0 => dice.scaled(-1074, 1023),
        _ => dice.scaled(-10, 10),
    };
    let ratio = match dice.below(4) {
        0 => dice.scaled(-60, 60),
        1 => {
            let eighths = dice.below(33) as f64;
            dice.near(eighths / 8.0) * dice.sign()
        }
        _ => dice.between(-3.0, 3.0),
    };
    if dice.next() & 1 == 0 { (size, size * ratio) } else { (size * ratio, size) }
}

/// The logarithm of the result uniform over the range.
fn power(dice: &mut Dice) -> (f64, f64) {
    let x = match dice.below(4) {
        0 => 1.0 + dice.scaled(-53, -1),
        1 => f64::from_bits(dice.next() >> 1),
        2 => dice.near(1.0),
        _ => dice.scaled(-20, 20).abs(),
    };
    let y = dice.between(-1080.0, 1030.0) / x.log2();
    match dice.below(8) {
        0 => (-x, y.round()),
        1 => (x, y.round()),
        2 => (x, y / (1u64 << dice.below(60)) as f64),
        _ => (x, y),
    }
}

fn logarithms(dice: &mut Dice) -> (f64, f64) {
    match dice.below(4) {
        0 => {
            let p = dice.unit();
            (p.ln(), (1.0 - p).ln())
        }
        1 => {
            let x = dice.between(-750.0, 750.0);
            (x, x + dice.scaled(-50, 10))
        }
        2 => {
            let x = dice.scaled(-300, 8);
            (x, dice.between(-40.0, 40.0))
        }
        _ => (dice.between(-50.0, 50.0), dice.between(-50.0, 50.0)),
    }
}
