//! What the Python layer calls things, as the kernels know them. It has checked the names.

use crate::network::communities::Quality;
use crate::network::nulls::Null;
use crate::network::paths::{Direction, Length};
use crate::network::{Clustering, CoreKind, End};

pub(super) fn length(name: &str) -> Length {
    match name {
        "inverse" => Length::Inverse,
        "weight" => Length::Weight,
        _ => Length::One,
    }
}

pub(super) fn direction(name: &str) -> Direction {
    if name == "out" { Direction::Out } else { Direction::In }
}

pub(super) fn end(name: &str) -> End {
    if name == "in" { End::In } else { End::Out }
}

pub(super) fn core_kind(name: &str) -> CoreKind {
    match name {
        "in" => CoreKind::In,
        "out" => CoreKind::Out,
        _ => CoreKind::All,
    }
}

pub(super) fn clustering(name: &str) -> Clustering {
    match name {
        "onnela" => Clustering::Onnela,
        "barrat" => Clustering::Barrat,
        _ => Clustering::Unweighted,
    }
}

pub(super) fn quality(name: &str) -> Quality {
    match name {
        "cpm" => Quality::Cpm,
        "directed_modularity" => Quality::DirectedModularity,
        _ => Quality::Modularity,
    }
}

pub(super) fn null(name: &str, swaps: f64) -> Null {
    match name {
        "configuration" => Null::Configuration,
        "weights" => Null::Weights,
        "size" => Null::Size,
        "edges" => Null::Edges,
        "dyads" => Null::Dyads,
        _ => Null::Rewire { swaps, keep_reciprocity: name == "rewire_reciprocal" },
    }
}
