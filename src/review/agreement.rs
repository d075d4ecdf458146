//! How far annotators agree.
mod chance;
mod corpus;
mod ledger;
mod random;
mod scenario;
mod spans;
mod walk;
