//! How far annotators agree.
mod chance;
mod corpus;
mod figures;
mod gamma;
mod ledger;
mod random;
mod resample;
mod scenario;
mod sheet;
mod spans;
mod tally;
mod walk;
