//! Whether the generator's time grows with the size of the document, and no faster.

use super::row::{Outcome, Row};

/// The straight line nearest to the times over the sizes, by least squares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fit {
    /// The slope.
    pub(crate) seconds_per_mb: f64,
    /// The time for a document of no size.
    pub(crate) seconds_at_zero: f64,
    /// How much of the variation the line explains, from 0 to 1.
    pub(crate) r_squared: f64,
}

impl Fit {
    /// The fit over the documents that were generated; none when there are too few for one.
    pub(crate) fn of(rows: &[Row]) -> Option<Self> {
        let generated = rows.iter().filter(|row| row.generate.result == Outcome::Ok);
        let points: Vec<(f64, f64)> = generated.map(|row| (megabytes(row.bytes), row.generate.seconds)).collect();
        Self::through(&points)
    }

    #[expect(clippy::cast_precision_loss, reason = "there are not that many documents")]
    fn through(points: &[(f64, f64)]) -> Option<Self> {
        if points.len() < 3 {
            return None;
        }
        let mean = |values: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(values).sum::<f64>() / points.len() as f64;
        let (x, y) = (mean(&|point| point.0), mean(&|point| point.1));
        let (spread_x, spread_y) = (mean(&|point| (point.0 - x).powi(2)), mean(&|point| (point.1 - y).powi(2)));
        let together = mean(&|point| (point.0 - x) * (point.1 - y));
        if spread_x == 0.0 || spread_y == 0.0 {
            return None;
        }
        let slope = together / spread_x;
        let r_squared = together.powi(2) / (spread_x * spread_y);
        Some(Self { seconds_per_mb: slope, seconds_at_zero: y - slope * x, r_squared })
    }

    /// How many times as long as the line says a document took.
    pub(crate) fn excess(&self, row: &Row) -> f64 {
        // Below a few milliseconds it is the machine that is measured.
        let expected = (self.seconds_at_zero + self.seconds_per_mb * megabytes(row.bytes)).max(0.005);
        row.generate.seconds / expected
    }
}

#[expect(clippy::cast_precision_loss, reason = "documents are smaller than that")]
pub(crate) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::Fit;

    #[test]
    fn a_line_is_found() {
        let fit = Fit::through(&[(0.0, 1.0), (1.0, 3.0), (2.0, 5.0), (4.0, 9.0)]).expect("a line");
        assert_eq!(fit, Fit { seconds_per_mb: 2.0, seconds_at_zero: 1.0, r_squared: 1.0 });
        let fit = Fit::through(&[(0.0, 0.0), (1.0, 1.0), (2.0, 0.0), (3.0, 1.0)]).expect("a line");
        assert!(fit.r_squared < 0.3, "{fit:?}");
    }

    #[test]
    fn too_little_gives_none() {
        assert_eq!(Fit::through(&[(0.0, 1.0), (1.0, 3.0)]), None);
        assert_eq!(Fit::through(&[(1.0, 1.0), (1.0, 3.0), (1.0, 2.0)]), None);
    }
}
