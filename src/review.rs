//! Floor 2: reviewing what several people have annotated.
//!
//! Owns the figures of agreement. Pure: what it is given are sets of annotations, what it returns is data.

pub mod agreement;
