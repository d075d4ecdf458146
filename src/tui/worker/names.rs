//! The names of a project: read when an article is opened, learnt when its record has been saved.

use std::sync::Arc;

use super::Done;
use crate::annotation::{Annotation, Codebook, Natural, Value};
use crate::library::{Entities, Entity, Home, SaveJob, gazetteer};
use crate::tui::model::Names;

/// Reads what is known.
pub(super) fn load(home: &Home) -> Done {
    Done::Names(Names { entities: Arc::new(Entities::load(home)), gazetteer: Arc::new(gazetteer(home).0) })
}

/// Learns the names in a record that was saved; all that is known now, when any was new. A file of names that cannot be
/// written is no loss of work: its names are learnt the next time.
pub(super) fn learn(job: &SaveJob) -> Option<Done> {
    let codebook = &job.home.project.codebook;
    let new: Vec<Entity> = job.record.set.annotations().iter().filter_map(|annotation| entity(codebook, annotation, job)).collect();
    let learnt = Entities::learn(&job.home, &job.record.annotator, &new).unwrap_or_default();
    learnt.then(|| load(&job.home))
}

/// Whom an annotation names: its entity, else the name that it is.
fn entity(codebook: &Codebook, annotation: &Annotation, job: &SaveJob) -> Option<Entity> {
    let label = codebook.label(&annotation.label).filter(|label| label.natural == Natural::Name)?;
    let value = |id: &str| if let Some(Value::Text(text)) = annotation.attributes.get(id) { Some(text.trim()) } else { None };
    let text = annotation.quoted_head(&job.text, 400);
    let name = value("entity").filter(|name| !name.is_empty());
    let is_name = text.starts_with(char::is_uppercase) && matches!(value("mention"), None | Some("name" | "metonym"));
    let name = name.map(str::to_owned).or_else(|| is_name.then(|| text.clone()))?;
    let form = if value("mention") == Some("pronoun") { name.clone() } else { text };
    Some(Entity::new(&name, label.id.clone(), value("kind").unwrap_or_default(), &form))
}
