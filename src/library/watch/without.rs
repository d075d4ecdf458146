//! A build without the feature `watch`: no platform watches anything.

use std::path::Path;
use std::sync::mpsc::Sender;

use super::{Message, Outcome};

/// There is none.
pub(super) enum Native {}

impl Native {
    pub(super) fn new(_: Sender<Message>) -> Option<Self> {
        None
    }

    pub(super) fn add(&mut self, _: &Path) -> Outcome {
        match *self {}
    }

    pub(super) fn remove(&mut self, _: &Path) {
        match *self {}
    }
}
