//! The only place that knows Python: convert, run, hand back. One file a noun.

// PyO3 hands arguments over by value.
#![allow(clippy::needless_pass_by_value)]

mod access;
mod cascades;
mod change;
mod columns;
mod content;
mod conversations;
mod coordination;
mod corpus;
mod dialogue;
mod disk;
mod door;
mod error;
mod inference;
mod network;
mod qap;
mod responses;
mod simulation;
mod variants;

use pyo3::prelude::*;

/// The compiled half of the package; `twiplomacy/_core.pyi` describes it for Python.
#[pymodule]
mod _core {
    #[pymodule_export]
    use super::cascades::{Cascades, given_cascades};
    #[pymodule_export]
    use super::change::{
        corpus_events, false_discovery, temporal_draw, temporal_statistics, temporal_test,
        transfer_entropy,
    };
    #[pymodule_export]
    use super::content::{
        Dictionary, content_agreement, content_collocations, content_cooccurrence,
        content_diversity, content_diversity_by, content_document_term, content_emoji,
        content_frequencies, content_group_keyness, content_keyness, content_language,
        content_own_words, content_readability, content_sentiment, content_similar, content_tokens,
    };
    #[pymodule_export]
    use super::conversations::Conversations;
    #[pymodule_export]
    use super::coordination::{CoSharing, Coordination, co_sharing_columns, coordination_columns};
    #[pymodule_export]
    use super::corpus::{
        Corpus, format_reads, formats, header, is_window, parse_times, pseudonyms, read, read_all,
        sniff, table_columns, table_format, window_starts,
    };
    #[pymodule_export]
    use super::disk::{Building, is_corpus, open_corpus, save_corpus};
    #[pymodule_export]
    use super::door::{panic_with, spin};
    #[pymodule_export]
    use super::inference::bootstrap_ratio;
    #[pymodule_export]
    use super::network::{
        Network, chart_cycle, chart_ranks, compare_partitions, corpus_network, hierarchy_measures,
        label_network, null_table, statistics,
    };
    #[pymodule_export]
    use super::qap::{Dyads, mrqap, qap_correlation};
    #[pymodule_export]
    use super::responses::{Responses, notification_rules};
    #[pymodule_export]
    use super::simulation::{Simulation, simulate};
    #[pymodule_export]
    use super::variants::{Variants, compare_texts, variant_defaults, variants_of};

    use super::{Bound, PyModule, PyResult};
    use pyo3::types::PyModuleMethods;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
