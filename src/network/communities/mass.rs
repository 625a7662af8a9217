//! What a node weighs in a quality function.

use std::ops::{Add, Sub};

/// What a node or a community weighs: a community of masses a, b, ... costs the penalty
/// times the product of each two of them.
pub(super) trait Mass:
    Copy + Default + Send + Sync + std::fmt::Debug + Add<Output = Self> + Sub<Output = Self>
{
    /// Whether a node also moves, by lot, to where it is as well off as at home.
    const ROAMS: bool = false;

    /// So many times the mass.
    fn scaled(self, factor: f64) -> Self;

    /// The product of two masses.
    fn times(self, other: Self) -> f64;
}

/// Strength for modularity, the number of nodes for the constant Potts model.
impl Mass for f64 {
    #[inline]
    fn scaled(self, factor: f64) -> Self {
        factor * self
    }

    #[inline]
    fn times(self, other: Self) -> f64 {
        self * other
    }
}

/// The weights that leave and that reach: for directed modularity.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flow {
    pub(super) out: f64,
    pub(super) incoming: f64,
}

impl Add for Flow {
    type Output = Self;

    #[inline]
    fn add(self, other: Self) -> Self {
        Self { out: self.out + other.out, incoming: self.incoming + other.incoming }
    }
}

impl Sub for Flow {
    type Output = Self;

    #[inline]
    fn sub(self, other: Self) -> Self {
        Self { out: self.out - other.out, incoming: self.incoming - other.incoming }
    }
}

impl Mass for Flow {
    #[inline]
    fn scaled(self, factor: f64) -> Self {
        Self { out: factor * self.out, incoming: factor * self.incoming }
    }

    #[inline]
    fn times(self, other: Self) -> f64 {
        self.out * other.incoming + self.incoming * other.out
    }
}

/// Nothing: for label propagation, where only ties count.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Weightless;

impl Add for Weightless {
    type Output = Self;

    fn add(self, _: Self) -> Self {
        self
    }
}

impl Sub for Weightless {
    type Output = Self;

    fn sub(self, _: Self) -> Self {
        self
    }
}

impl Mass for Weightless {
    const ROAMS: bool = true;

    fn scaled(self, _: f64) -> Self {
        self
    }

    fn times(self, _: Self) -> f64 {
        0.0
    }
}
