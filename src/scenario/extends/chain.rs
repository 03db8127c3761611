//! The files that extend each other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use toml::de::DeTable;

use crate::scenario::find::{first_in, neighbour};
use crate::scenario::made::Part;
use crate::scenario::printable::printable;
use crate::scenario::problem::{Code, Problem, Problems};
use crate::scenario::source::{Origin, Reporter, shorten};
use crate::scenario::syntax;
use crate::scenario::table::EXTENDS;
use crate::scenario::text::{bytes_of, text_of};
use crate::scenario::tree::{Content, entries};

/// So many files may extend each other, the scenario itself among them.
const MOST: usize = 8;

/// A file that was read.
pub(super) struct Link {
    pub part: Part,
    /// As it can be opened.
    path: PathBuf,
    /// The same for all ways to the file.
    canonical: PathBuf,
}

/// What is wrong with the path of a file to extend: code, message and help.
type Fault = (Code, String, String);

/// The scenario, what it extends, what that extends, and so on; only the scenario if it extends nothing.
pub(super) fn chain(path: &Path, shown: &str, text: &str) -> Result<Vec<Link>, Problems> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut links = vec![Link {
        part: Part {
            name,
            text: text.to_owned(),
            shown: shown.to_owned(),
        },
        path: path.to_owned(),
        canonical: path.canonicalize().unwrap_or_else(|_| path.to_owned()),
    }];
    while let Some(next) = next(&links)? {
        links.push(next);
    }
    Ok(links)
}

/// What the last of the files extends.
fn next(links: &[Link]) -> Result<Option<Link>, Problems> {
    let Some(last) = links.last() else { return Ok(None) };
    let Part { shown, text, .. } = &last.part;
    let (table, errors) = DeTable::parse_recoverable(text);
    let all = entries(table.get_ref(), Origin::File, 0);
    let entry = all.iter().find(|entry| entry.name == EXTENDS);
    let mut reporter = Reporter::new(shown, text, Vec::new());
    let is_base = links.len() > 1;
    if !errors.is_empty() && (is_base || entry.is_some()) {
        syntax::report(&errors, text, &mut reporter);
        return Err(reporter.into_problems());
    }
    if is_base && all.is_empty() {
        let message = "the file is empty: it holds no key at all";
        let help = "write into it what the files that extend it have in common";
        let mut problem = Problem::about_file(Code::EmptyFile, shown, message).help(help);
        (problem.line, problem.column) = (Some(1), Some(1));
        return Err(problem.into());
    }
    let Some(entry) = entry else { return Ok(None) };
    let found = match &entry.value.content {
        Content::Text(named) => find(named, links, last),
        _ => {
            let message = format!("`{EXTENDS}` must be a text, not {}", entry.value.kind());
            Err((
                Code::WrongType,
                message,
                "write the path of one file in quotes, such as \"base.toml\"".to_owned(),
            ))
        }
    };
    let link = found.map_err(|(code, message, help)| {
        reporter.report(code, Some(&entry.value.place), EXTENDS, message, help);
        reporter.into_problems()
    })?;
    let bytes = bytes_of(&link.path).map_err(|error| {
        let message = format!("cannot read the file that `{}` extends: {error}", printable(shown));
        Problem::about_file(Code::Unreadable, &link.part.shown, message).help("check the permissions of the file")
    })?;
    let text = text_of(&link.part.shown, &bytes)?.to_owned();
    Ok(Some(Link {
        part: Part { text, ..link.part },
        ..link
    }))
}

/// The file that `named` stands for in the last of the files, not yet read.
fn find(named: &str, links: &[Link], last: &Link) -> Result<Link, Fault> {
    let said = shorten(named);
    let folder = match last.path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let steps = below(named)?;
    let target = steps.iter().fold(folder.to_owned(), |path, step| path.join(step));
    let metadata = fs::metadata(&target).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            let near = neighbour(&target).and_then(|near| {
                let near = Path::new(&near);
                Some(near.strip_prefix(folder).ok()?.display().to_string())
            });
            let help = match near {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => "write the path from the folder of this file".to_owned(),
            };
            (Code::NotFound, format!("there is no file `{said}` to extend"), help)
        }
        _ => {
            let message = format!("cannot read `{said}`, which is to be extended: {error}");
            (
                Code::Unreadable,
                message,
                "check the permissions of the file".to_owned(),
            )
        }
    })?;
    if metadata.is_dir() {
        let help = match first_in(&target)
            .as_deref()
            .and_then(|first| Path::new(first).strip_prefix(folder).ok())
        {
            Some(first) => format!("name one file, such as \"{}\"", first.display()),
            None => "name one file, such as \"base.toml\"".to_owned(),
        };
        return Err((
            Code::BadExtends,
            format!("`{said}` is a folder, and one file is needed"),
            help,
        ));
    }
    if !metadata.is_file() {
        let message = format!("`{said}` is neither a file nor a folder");
        return Err((
            Code::BadExtends,
            message,
            "name a scenario file, such as \"base.toml\"".to_owned(),
        ));
    }
    let unreadable = |error: std::io::Error| {
        let message = format!("cannot read `{said}`, which is to be extended: {error}");
        (
            Code::Unreadable,
            message,
            "check the permissions of the file".to_owned(),
        )
    };
    let canonical = target.canonicalize().map_err(unreadable)?;
    if !canonical.starts_with(folder.canonicalize().map_err(unreadable)?) {
        let message = format!("`{said}` is a link that leads out of the folder of this file");
        return Err((Code::BadExtends, message, COPY.to_owned()));
    }
    let path = |above: &str| -> String {
        let above = above.rsplit_once('/').map(|(above, _)| above);
        above
            .into_iter()
            .chain(steps.iter().map(String::as_str))
            .collect::<Vec<_>>()
            .join("/")
    };
    let name = path(&last.part.name);
    if let Some(first) = links.iter().position(|link| link.canonical == canonical) {
        let names = links[first..].iter().map(|link| link.part.name.as_str());
        let round: Vec<&str> = names.chain([links[first].part.name.as_str()]).collect();
        let message = format!("files extend each other in a circle: {}", round.join(" -> "));
        let help = format!("leave out `{EXTENDS}` in one of them");
        return Err((Code::CircularExtends, message, help));
    }
    if links.len() >= MOST {
        let message = format!("this is the {MOST}th file of a chain, and so none that can extend another");
        return Err((
            Code::LongChain,
            message,
            "join some of the files that extend each other".to_owned(),
        ));
    }
    let shown = Path::new(&last.part.shown).parent().unwrap_or(Path::new(""));
    let shown = steps.iter().fold(shown.to_owned(), |path, step| path.join(step));
    Ok(Link {
        part: Part {
            name,
            text: String::new(),
            shown: shown.display().to_string(),
        },
        path: target,
        canonical,
    })
}

/// What helps if a file lies elsewhere.
const COPY: &str = "copy the file into the folder of this one, or into one below it";

/// The steps down from a folder that a path goes; it may not leave the folder on its way.
fn below(named: &str) -> Result<Vec<String>, Fault> {
    let said = shorten(named);
    if named.trim().is_empty() {
        let message = format!("`{EXTENDS}` names no file");
        let help = format!("name one, such as \"base.toml\", or leave out `{EXTENDS}`");
        return Err((Code::BadExtends, message, help));
    }
    let mut steps = Vec::new();
    for component in Path::new(named).components() {
        match component {
            Component::Normal(step) => steps.push(step.to_string_lossy().into_owned()),
            Component::CurDir => {}
            Component::ParentDir if steps.pop().is_some() => {}
            Component::ParentDir => {
                let message = format!("`{said}` leads out of the folder of this file");
                return Err((Code::BadExtends, message, COPY.to_owned()));
            }
            Component::RootDir | Component::Prefix(_) => {
                let message = format!("`{said}` is an absolute path, and means nothing on another machine");
                let help = "write the path from the folder of this file, such as \"base.toml\"";
                return Err((Code::BadExtends, message, help.to_owned()));
            }
        }
    }
    Ok(steps)
}

/// The files that others of these extend, as [`Path::canonicalize`] has them. What is wrong with a chain is told when its scenario is
/// loaded, and such a chain has no bases.
pub fn bases(files: &[PathBuf]) -> BTreeSet<PathBuf> {
    let of = |file: &PathBuf| -> Option<Vec<Link>> {
        let bytes = bytes_of(file).ok()?;
        chain(file, "", text_of("", &bytes).ok()?).ok()
    };
    let links = files.iter().filter_map(of).flat_map(|links| links.into_iter().skip(1));
    links.map(|link| link.canonical).collect()
}
