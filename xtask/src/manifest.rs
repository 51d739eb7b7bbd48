//! The manifest of a new crate: that of `generated-client`, with everything it takes from the workspace written out.

use std::fs;
use std::path::Path;

use codegen::{Dependency, GeneratedFile};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value, value};

use crate::failure::Failure;
use crate::new::Shell;
use crate::place;

/// Writes the manifest of the crate that holds `sources` and needs `dependencies` besides those of the runtime.
pub(crate) fn derive(
    shell: &Shell<'_>,
    sources: &[&[GeneratedFile]],
    dependencies: &[Dependency],
) -> Result<String, Failure> {
    let workspace = read(&place::workspace().join("Cargo.toml"))?;
    let mut manifest = read(&place::workspace().join("generated-client/Cargo.toml"))?;
    for section in ["test", "example", "bench"] {
        manifest.remove(section);
    }
    describe(&mut manifest, shell, &workspace["workspace"]["package"]);
    for section in ["dependencies", "dev-dependencies"] {
        resolve_dependencies(&mut manifest[section], &workspace["workspace"]["dependencies"])?;
    }
    drop_unused(&mut manifest, sources);
    for dependency in dependencies {
        manifest["dependencies"][dependency.name] = entry(dependency);
    }
    if manifest["dependencies"].get(shell.package).is_some() {
        return Err(Failure::work(format_args!(
            "a crate cannot be named {:?}: it depends on one of that name",
            shell.package
        )));
    }
    manifest["lints"] = workspace["workspace"]["lints"].clone();
    // A document may well call a parameter `foo`.
    manifest["lints"]["clippy"]["disallowed_names"] = value("allow");
    implicit(&mut manifest["lints"]);
    manifest["workspace"] = Item::Table(standalone());
    Ok(manifest.to_string())
}

fn read(path: &Path) -> Result<DocumentMut, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::io("read", path, &error))?;
    text.parse().map_err(|error| Failure::work(format_args!("{}: {error}", path.display())))
}

/// Names the package, and takes over what it inherits from the workspace.
fn describe(manifest: &mut DocumentMut, shell: &Shell<'_>, inherited: &Item) {
    let Some(package) = manifest["package"].as_table_mut() else { return };
    package["name"] = value(shell.package);
    package["description"] = value(format!("A typed client, generated from {}", shell.document));
    // A new crate may be published; that of the workspace is not.
    package.remove("publish");
    for (key, field) in package.iter_mut() {
        if field.get("workspace").is_some() {
            *field = inherited[key.get()].clone();
        }
    }
    package["version"] = value("0.1.0");
    // Written as `version.workspace = true`, a field remembers its dot.
    package.set_dotted(false);
}

/// Replaces `workspace = true` by what the workspace says.
fn resolve_dependencies(dependencies: &mut Item, workspace: &Item) -> Result<(), Failure> {
    let Some(dependencies) = dependencies.as_table_like_mut() else { return Ok(()) };
    for (key, dependency) in dependencies.iter_mut() {
        let Some(member) = dependency.as_table_like() else { continue };
        if member.get("workspace").is_none() {
            continue;
        }
        let name = key.get();
        let shared =
            workspace.get(name).ok_or_else(|| Failure::work(format_args!("the workspace has no dependency {name}")))?;
        *dependency = merge(shared, member);
    }
    Ok(())
}

/// One dependency: the workspace's version and features, with what the member adds.
fn merge(shared: &Item, member: &dyn TableLike) -> Item {
    let mut merged = InlineTable::new();
    let mut features = Array::new();
    let requirement = shared.as_str().map(|version| ("version", Item::Value(version.into())));
    let shared =
        shared.as_table_like().into_iter().flat_map(|table| table.iter().map(|(key, item)| (key, item.clone())));
    let member = member.iter().map(|(key, item)| (key, item.clone()));
    for (key, item) in requirement.into_iter().chain(shared).chain(member) {
        match (key, item.into_value()) {
            ("workspace", _) | (_, Err(_)) => {}
            ("features", Ok(Value::Array(more))) => features.extend(more.iter().filter_map(Value::as_str)),
            (_, Ok(value)) => {
                merged.insert(key, value);
            }
        }
    }
    if !features.is_empty() {
        merged.insert("features", features.into());
    }
    shortest(merged)
}

/// `"1"` rather than `{ version = "1" }`.
fn shortest(dependency: InlineTable) -> Item {
    match (dependency.len(), dependency.get("version")) {
        (1, Some(version)) => Item::Value(version.clone().decorated(" ", "")),
        _ => {
            let mut dependency = dependency;
            dependency.fmt();
            value(dependency)
        }
    }
}

fn entry(dependency: &Dependency) -> Item {
    let mut table = InlineTable::new();
    table.insert("version", dependency.version.into());
    if !dependency.features.is_empty() {
        table.insert("features", dependency.features.iter().copied().collect::<Array>().into());
    }
    shortest(table)
}

/// Drops the dependencies that no source names, and the features that are empty without them.
///
/// `generated-client` has hand-written parts that a new crate does not get, and those have needs of their own.
fn drop_unused(manifest: &mut DocumentMut, sources: &[&[GeneratedFile]]) {
    let is_used = |name: &str| {
        let path = format!("{}::", name.replace('-', "_"));
        sources.iter().copied().flatten().any(|file| file.contents.contains(&path))
    };
    retain(&mut manifest["dev-dependencies"], is_used);
    let unused = retain(&mut manifest["dependencies"], is_used);
    let Some(features) = manifest.get_mut("features").and_then(Item::as_table_like_mut) else { return };
    let mut gone: Vec<String> = unused.iter().map(|name| format!("dep:{name}")).collect();
    // A feature that loses its last member goes too, and with it whatever only names that feature.
    while let Some(feature) = drop_members(features, &gone) {
        features.remove(&feature);
        gone.push(feature);
    }
}

/// Removes the dependencies that are not used: their names.
fn retain(dependencies: &mut Item, is_used: impl Fn(&str) -> bool) -> Vec<String> {
    let Some(table) = dependencies.as_table_like_mut() else { return Vec::new() };
    let names = table.iter().map(|(name, _)| name.to_owned());
    let unused: Vec<String> = names.filter(|name| !is_used(name)).collect();
    for name in &unused {
        table.remove(name);
    }
    if table.is_empty() {
        *dependencies = Item::None;
    }
    unused
}

/// Removes the members `gone` from each feature, up to a feature that has none left: its name.
fn drop_members(features: &mut dyn TableLike, gone: &[String]) -> Option<String> {
    for (name, feature) in features.iter_mut() {
        let Some(members) = feature.as_array_mut() else { continue };
        let before = members.len();
        members.retain(|member| !member.as_str().is_some_and(|it| gone.iter().any(|name| belongs(it, name))));
        if members.is_empty() && before > 0 && name.get() != "default" {
            return Some(name.get().to_owned());
        }
    }
    None
}

/// Whether the member `it` of a feature is `name`, or switches on a feature of the dependency `name`.
fn belongs(it: &str, name: &str) -> bool {
    let of_dependency =
        || it.split_once('/').map(|(dependency, _)| format!("dep:{}", dependency.trim_end_matches('?')));
    it == name || of_dependency().is_some_and(|dependency| dependency == name)
}

/// `[lints]` itself is not printed, only the tables in it.
fn implicit(item: &mut Item) {
    if let Some(table) = item.as_table_mut() {
        table.set_implicit(true);
    }
}

/// An empty `[workspace]`, so that a workspace around the crate does not take it for a member.
fn standalone() -> Table {
    let mut table = Table::new();
    table
        .decor_mut()
        .set_prefix("\n# Stands alone. Without this, a workspace in a directory above would claim the crate.\n");
    table
}
