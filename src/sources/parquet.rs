//! Tables in Parquet: each row is an article.
//!
//! Which columns are read is judged as for other tables; those in columns are named with dots (`meta.url`). Without the cargo
//! feature `parquet` such files are known and refused.

#[cfg(feature = "parquet")]
mod columns;
#[cfg(feature = "parquet")]
mod rows;

use super::reader::{Choices, Format, Likelihood, Reader, Taker};
use super::source::Source;
use super::story::Flaw;

/// Reads tables in Parquet.
#[derive(Debug)]
pub(super) struct ParquetReader;

static PARQUET: Format = Format {
    name: "parquet",
    title: "Parquet table",
    endings: &["parquet"],
    many: true,
    detail: "An article a row, its text as it is there; columns are named as the keys of jsonl. Needs the cargo feature parquet.",
    extractor: "tagline-rows 1",
};

impl Reader for ParquetReader {
    fn format(&self) -> &'static Format {
        &PARQUET
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        if source.head().starts_with(b"PAR1") || source.head().starts_with(b"PARE") { Likelihood::Certain } else { Likelihood::No }
    }

    #[cfg(feature = "parquet")]
    fn read(&self, source: &mut Source<'_>, choices: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        if source.head().starts_with(b"PARE") {
            return Err(Flaw::whole("is an encrypted Parquet file, which cannot be read"));
        }
        rows::read(source.bytes()?, choices, take)
    }

    #[cfg(not(feature = "parquet"))]
    fn read(&self, _: &mut Source<'_>, _: &Choices, _: &mut Taker<'_>) -> Result<(), Flaw> {
        Err(Flaw::whole("this build cannot read Parquet (cargo feature parquet)"))
    }
}

#[cfg(test)]
mod tests;
