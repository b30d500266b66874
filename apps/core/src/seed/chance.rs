use std::f64::consts::TAU;

use fastrand::Rng;

/// Chance in the shapes that nature has.
#[derive(Clone)]
pub(super) struct Chance(Rng);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(Rng::with_seed(seed))
    }

    /// Whether something of this probability happens.
    pub(super) fn happens(&mut self, probability: f64) -> bool {
        self.0.f64() < probability
    }

    /// Any of these, the first more likely than the last.
    pub(super) fn favouring_first<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let last = self.0.usize(..items.len());
        &items[self.0.usize(..=last)]
    }

    pub(super) fn between(&mut self, least: u64, most: u64) -> u64 {
        self.0.u64(least..=most)
    }

    pub(super) fn fraction(&mut self) -> f64 {
        self.0.f64()
    }

    /// Around a middle: half are smaller, and a few are many times larger.
    pub(super) fn around(&mut self, middle: f64, spread: f64) -> f64 {
        // Box and Muller's way from even to normal chance; 1 - x is never 0.
        let normal = (-2.0 * (1.0 - self.0.f64()).ln()).sqrt() * (TAU * self.0.f64()).cos();
        middle * (spread * normal).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_are_smaller_than_the_middle_and_few_are_far_larger() {
        let mut chance = Chance::new(1);
        let mut values: Vec<_> = (0..10_000).map(|_| chance.around(100.0, 0.5)).collect();
        values.sort_by(f64::total_cmp);
        assert!((90.0..110.0).contains(&values[5000]), "{}", values[5000]);
        assert!((200.0..300.0).contains(&values[9500]), "{}", values[9500]);
        assert!(values[0] > 0.0);
    }

    #[test]
    fn the_first_are_favoured() {
        let mut chance = Chance::new(1);
        let mut counts = [0; 4];
        for _ in 0..10_000 {
            counts[*chance.favouring_first(&[0, 1, 2, 3])] += 1;
        }
        assert!(counts.is_sorted_by(|a, b| a > b), "{counts:?}");
    }
}
