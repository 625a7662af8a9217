//! Turning, scaling and centring points.

use super::springs::Point;

/// Turn the points so that they reach farthest from side to side, and scale them so that
/// there is about one to a unit of area: a disc with one point on each would reach as far, by
/// the root of its mean square. What has no extent stays as it is.
pub(super) fn settle(points: &mut [Point]) {
    let share = 1.0 / points.len() as f64;
    let sum =
        |f: &dyn Fn(&Point) -> f64, points: &[Point]| points.iter().fold(0.0, |s, p| s + f(p));
    let middle = [0, 1].map(|axis| sum(&|p| p[axis] * share, points));
    for p in points.iter_mut() {
        *p = [p[0] - middle[0], p[1] - middle[1]];
    }
    let [wide, high] = [0, 1].map(|axis| sum(&|p| p[axis] * p[axis] * share, points));
    let slant = sum(&|p| p[0] * p[1] * share, points);
    let spread = (wide + high).sqrt();
    if !spread.is_normal() {
        return;
    }
    let scale = (points.len() as f64 / std::f64::consts::TAU).sqrt() / spread;
    let (sine, cosine) = (0.5 * (2.0 * slant).atan2(wide - high)).sin_cos();
    for p in points {
        *p = [(p[0] * cosine + p[1] * sine) * scale, (p[1] * cosine - p[0] * sine) * scale];
    }
}

/// Centre the points on their bounding box, and scale them so that the longer side of that
/// goes from -1 to 1.
pub(super) fn fit(points: &mut [Point]) {
    let (low, high) = bounds(&*points);
    let half = ((high[0] - low[0]) / 2.0).max((high[1] - low[1]) / 2.0);
    let scale = if half.is_normal() { 1.0 / half } else { 0.0 };
    for p in points {
        *p = [0, 1].map(|axis| (p[axis] - f64::midpoint(low[axis], high[axis])) * scale);
    }
}

/// The lower left and the upper right corner of the smallest box that holds all points.
pub(super) fn bounds<'a>(points: impl IntoIterator<Item = &'a Point>) -> (Point, Point) {
    points.into_iter().fold(([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]), |(low, high), p| {
        ([low[0].min(p[0]), low[1].min(p[1])], [high[0].max(p[0]), high[1].max(p[1])])
    })
}

/// How far points are moved that would stand in one place.
const NUDGE: f64 = 1e-6;

/// Move points that stand in the very same place apart, by a little and inwards. There is no
/// negative 0 among the coordinates.
pub(super) fn part_twins(points: &mut [Point]) {
    let mut order: Vec<u32> = (0..points.len() as u32).collect();
    loop {
        let key = |v: u32| points[v as usize];
        order.sort_unstable_by(|&u, &v| {
            let (p, q) = (key(u), key(v));
            p[0].total_cmp(&q[0]).then(p[1].total_cmp(&q[1])).then(u.cmp(&v))
        });
        let twins: Vec<(u32, usize)> = order
            .chunk_by(|&u, &v| key(u).map(f64::to_bits) == key(v).map(f64::to_bits))
            .flat_map(|same| same.iter().copied().zip(0..).skip(1))
            .collect();
        if twins.is_empty() {
            return;
        }
        for (v, place) in twins {
            let x = &mut points[v as usize][0];
            *x -= x.signum() * NUDGE * place as f64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slanted_line_is_laid_flat_with_room_for_each_point() {
        let mut line: Vec<Point> = (0..8).map(|i| [f64::from(i), 2.0 * f64::from(i)]).collect();
        settle(&mut line);
        assert!(line.iter().all(|p| p[1].abs() < 1e-12));
        let square: f64 = line.iter().map(|p| p[0] * p[0]).sum::<f64>() / 8.0;
        assert!((square - 8.0 / std::f64::consts::TAU).abs() < 1e-12);
    }

    #[test]
    fn the_longer_side_goes_from_end_to_end() {
        let mut points = [[2.0, 0.0], [6.0, 1.0], [4.0, -1.0]];
        fit(&mut points);
        assert_eq!(points, [[-1.0, 0.0], [1.0, 0.5], [0.0, -0.5]]);
        let mut one = [[3.0, 4.0]];
        fit(&mut one);
        assert_eq!(one, [[0.0, 0.0]]);
    }

    #[test]
    fn twins_part_and_others_stay() {
        let mut points = [[0.5, 0.0], [1.0, 1.0], [0.5, 0.0], [0.5, 0.0], [0.5 - NUDGE, 0.0]];
        part_twins(&mut points);
        assert_eq!((points[0], points[1]), ([0.5, 0.0], [1.0, 1.0]));
        let distinct: std::collections::BTreeSet<_> =
            points.iter().map(|p| p.map(f64::to_bits)).collect();
        assert_eq!(distinct.len(), points.len());
        assert!(points.iter().all(|p| p[0] > 0.49 && p[0] <= 1.0));
    }
}
