//! The lines that tell what the columns hold.

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// The value of a feature of a span or relation.
    Value(String),
    /// Nothing but that an annotation is there.
    Bare,
    /// The roles of a slot: its feature, and the type of its links.
    Roles(String, String),
    /// The targets of the slot in the column before.
    Targets(String),
    /// Where a relation comes from: the type of its ends.
    Origin(String),
}

/// What the annotations of a layer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Spans.
    Spans,
    /// Spans that are links of chains.
    Chains,
    /// Relations.
    Relations,
}

/// A layer with its columns.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    /// Its type.
    pub(super) kind: String,
    /// What its annotations are.
    pub(super) sort: Sort,
    /// Its columns, in order.
    pub(super) columns: Vec<Column>,
}

/// The layer that a line of the header declares; `None` when it is no such line.
pub(super) fn layer(line: &str) -> Option<Layer> {
    let (sort, rest) = line.strip_prefix("#T_")?.split_once('=')?;
    let sort = match sort {
        "SP" => Sort::Spans,
        "CH" => Sort::Chains,
        "RL" => Sort::Relations,
        _ => return None,
    };
    let mut names = rest.split('|');
    let kind = names.next()?.to_owned();
    let mut columns = Vec::new();
    while let Some(name) = names.next() {
        if let Some(role) = name.strip_prefix("ROLE_") {
            let (owner, link) = role.rsplit_once('_')?;
            let feature = owner.rsplit_once(':').map_or(owner, |(_, feature)| feature).to_owned();
            columns.extend([Column::Roles(feature.clone(), link.to_owned()), Column::Targets(feature)]);
            names.next();
        } else if let Some(base) = name.strip_prefix("BT_").filter(|_| sort == Sort::Relations) {
            columns.push(Column::Origin(base.to_owned()));
        } else if !name.is_empty() {
            columns.push(Column::Value(name.to_owned()));
        }
    }
    if columns.is_empty() {
        columns.push(Column::Bare);
    }
    Some(Layer { kind, sort, columns })
}
