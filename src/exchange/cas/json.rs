//! CAS JSON 0.4: types, structures and views in one object. `@` stands before features that refer to other structures, `#`
//! before numbers that are none, `^` before offsets.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::model::{Cas, Feature, Structure};
use super::types::Type;

const SOFA: &str = "uima.cas.Sofa";
const INITIAL: &str = "_InitialView";

/// A CAS as JSON, a line a structure.
pub(super) fn written(cas: &Cas, types: &[Type]) -> String {
    let types: Map<String, Json> = types.iter().map(|one| (one.name.to_owned(), described(one))).collect();
    let sofa = json!({"%ID": cas.sofa, "%TYPE": SOFA, "sofaNum": 1, "sofaID": INITIAL, "mimeType": "text", "sofaString": cas.text});
    let (before, behind) = cas.around_units();
    let all = |structures: &[Structure]| structures.iter().map(|structure| shown(structure, cas.sofa).to_string()).collect::<Vec<_>>();
    let units = cas.units.iter().map(|unit| {
        let (id, kind, (begin, end)) = (unit.id, unit.kind, unit.place);
        format!("{{\"%ID\":{id},\"%TYPE\":\"{kind}\",\"@sofa\":{},\"begin\":{begin},\"end\":{end}}}", cas.sofa)
    });
    let structures = std::iter::once(sofa.to_string()).chain(all(before)).chain(units).chain(all(behind));
    let structures = structures.collect::<Vec<_>>().join(",\n");
    let views = json!({INITIAL: {"%SOFA": cas.sofa, "%MEMBERS": cas.members.clone().unwrap_or_default()}});
    format!("{{\n\"%TYPES\": {},\n\"%FEATURE_STRUCTURES\": [\n{structures}\n],\n\"%VIEWS\": {views}\n}}\n", Json::Object(types))
}

fn described(one: &Type) -> Json {
    let mut all = Map::new();
    all.insert("%NAME".to_owned(), json!(one.name));
    all.insert("%SUPER_TYPE".to_owned(), json!(one.parent));
    let meaning = |all: &mut Map<String, Json>, meaning: &str| {
        if !meaning.is_empty() {
            all.insert("%DESCRIPTION".to_owned(), json!(meaning));
        }
    };
    meaning(&mut all, one.meaning);
    for (name, range, says) in &one.features {
        let mut feature = Map::new();
        feature.insert("%NAME".to_owned(), json!(name));
        feature.insert("%RANGE".to_owned(), json!(range));
        meaning(&mut feature, says);
        all.insert(name.clone(), Json::Object(feature));
    }
    Json::Object(all)
}

fn shown(structure: &Structure, sofa: i64) -> Json {
    let mut all = Map::new();
    all.insert("%ID".to_owned(), json!(structure.id));
    all.insert("%TYPE".to_owned(), json!(structure.kind));
    all.insert("@sofa".to_owned(), json!(sofa));
    for (name, feature) in &structure.features {
        let key = if matches!(feature, Feature::Reference(_)) { format!("@{name}") } else { name.clone() };
        all.insert(key, value_of(feature));
    }
    Json::Object(all)
}

fn value_of(feature: &Feature) -> Json {
    match feature {
        Feature::Text(text) => json!(text),
        Feature::Flag(flag) => json!(flag),
        Feature::Number(number) | Feature::Reference(number) => json!(number),
        Feature::List(values) => values.iter().map(value_of).collect(),
    }
}

/// Reads a CAS.
pub(super) fn read(file: &str) -> Result<Cas, String> {
    let file: Json = serde_json::from_str(file).map_err(|error| error.to_string())?;
    let all: Vec<(Option<i64>, &Map<String, Json>)> = match file.get("%FEATURE_STRUCTURES") {
        Some(Json::Array(all)) => all.iter().filter_map(|one| Some((None, one.as_object()?))).collect(),
        Some(Json::Object(all)) => all.iter().filter_map(|(id, one)| Some((id.parse().ok(), one.as_object()?))).collect(),
        _ => return Err("it is no CAS: there are no feature structures in it".to_owned()),
    };
    let mut cas = Cas::default();
    let mut sofas: Vec<(i64, &str, &str)> = Vec::new();
    for (id, one) in all {
        let id = id.or_else(|| one.get("%ID")?.as_i64()).unwrap_or_default();
        let text = |name: &str| one.get(name).and_then(Json::as_str);
        let kind = text("%TYPE").unwrap_or_default();
        if kind == SOFA {
            sofas.extend(text("sofaString").map(|string| (id, text("sofaID").unwrap_or_default(), string)));
        } else {
            cas.structures.push(Structure { id, kind: kind.to_owned(), sofa: one.get("@sofa").and_then(Json::as_i64), features: features(one) });
        }
    }
    let first = sofas.iter().find(|(_, view, _)| *view == INITIAL).or(sofas.first()).ok_or_else(|| "there is no text in it".to_owned())?;
    (cas.sofa, cas.text, cas.others) = (first.0, first.2.to_owned(), sofas.len() - 1);
    let view = file.get("%VIEWS").and_then(|views| views.get(first.1)).and_then(|view| view.get("%MEMBERS")).and_then(Json::as_array);
    cas.members = view.map(|members| members.iter().filter_map(Json::as_i64).collect()).filter(|members: &Vec<i64>| !members.is_empty());
    Ok(cas)
}

fn features(one: &Map<String, Json>) -> BTreeMap<String, Feature> {
    let named = |(key, value): (&String, &Json)| match key.split_at_checked(1) {
        Some(("@", "sofa")) => None,
        Some(("@", name)) => Some((name.to_owned(), reference(value)?)),
        Some(("#" | "^", name)) => Some((name.to_owned(), feature(value)?)),
        Some(("%", "ELEMENTS")) => Some(("elements".to_owned(), Feature::List(value.as_array()?.iter().filter_map(feature).collect()))),
        Some(("%", _)) | None => None,
        Some(_) => Some((key.clone(), feature(value)?)),
    };
    one.iter().filter_map(named).collect()
}

fn reference(value: &Json) -> Option<Feature> {
    match value {
        Json::Array(all) => Some(Feature::List(all.iter().filter_map(reference).collect())),
        _ => value.as_i64().map(Feature::Reference),
    }
}

fn feature(value: &Json) -> Option<Feature> {
    match value {
        Json::String(text) => Some(Feature::Text(text.clone())),
        Json::Bool(flag) => Some(Feature::Flag(*flag)),
        Json::Number(number) => Some(number.as_i64().map_or_else(|| Feature::Text(number.to_string()), Feature::Number)),
        Json::Array(all) => Some(Feature::List(all.iter().filter_map(feature).collect())),
        Json::Null | Json::Object(_) => None,
    }
}
