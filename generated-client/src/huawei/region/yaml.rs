//! The YAML of the file of regions, read straight off the events of a parser: its shapes are few.

use saphyr_parser::{Event, Parser, StrInput};

use super::SERVICE;
use super::file::Region;

/// The regions below the service's name.
pub(super) fn regions(text: &str) -> Result<Vec<Region>, String> {
    let mut events = Events { parser: Parser::new_from_str(text) };
    loop {
        match events.next()? {
            Event::MappingStart(..) => break,
            Event::StreamEnd => return Ok(Vec::new()),
            Event::Scalar(..) | Event::SequenceStart(..) | Event::Alias(_) => {
                return Err("it is not a mapping of services".to_owned());
            }
            _ => {}
        }
    }
    let mut regions = Vec::new();
    while let Some(service) = events.key()? {
        if service == SERVICE {
            regions = events.list(|events, first| events.region(&first))?;
        } else {
            events.skip()?;
        }
    }
    Ok(regions)
}

struct Events<'t> {
    parser: Parser<'t, StrInput<'t>>,
}

impl<'t> Events<'t> {
    fn next(&mut self) -> Result<Event<'t>, String> {
        match self.parser.next_event() {
            Some(Ok((event, _))) => Ok(event),
            Some(Err(error)) => Err(error.to_string()),
            None => Ok(Event::StreamEnd),
        }
    }

    /// The next key of a mapping, or its end.
    fn key(&mut self) -> Result<Option<String>, String> {
        match self.next()? {
            Event::MappingEnd => Ok(None),
            Event::Scalar(text, ..) => Ok(Some(text.into_owned())),
            _ => Err("a key is not a text".to_owned()),
        }
    }

    fn text(&mut self) -> Result<String, String> {
        match self.next()? {
            Event::Scalar(text, ..) => Ok(text.into_owned()),
            _ => Err("an id or an endpoint is not a text".to_owned()),
        }
    }

    fn list<T>(&mut self, mut item: impl FnMut(&mut Self, Event<'t>) -> Result<T, String>) -> Result<Vec<T>, String> {
        let Event::SequenceStart(..) = self.next()? else { return Err("what should be a list is none".to_owned()) };
        let mut items = Vec::new();
        loop {
            match self.next()? {
                Event::SequenceEnd => return Ok(items),
                first => items.push(item(self, first)?),
            }
        }
    }

    fn region(&mut self, first: &Event<'_>) -> Result<Region, String> {
        let Event::MappingStart(..) = first else { return Err("a region has no id".to_owned()) };
        let mut region = Region::default();
        while let Some(key) = self.key()? {
            match key.as_str() {
                "id" => region.id = self.text()?,
                "endpoint" => region.endpoints.push(self.text()?),
                "endpoints" => {
                    let urls = self.list(|_, event| match event {
                        Event::Scalar(text, ..) => Ok(text.into_owned()),
                        _ => Err("an endpoint is not a text".to_owned()),
                    })?;
                    region.endpoints.extend(urls);
                }
                _ => self.skip()?,
            }
        }
        match region.id.as_str() {
            "" => Err("a region has no id".to_owned()),
            _ => Ok(region),
        }
    }

    /// Passes over a value, however deep.
    fn skip(&mut self) -> Result<(), String> {
        let mut depth = 0_usize;
        loop {
            match self.next()? {
                Event::MappingStart(..) | Event::SequenceStart(..) => depth += 1,
                Event::MappingEnd | Event::SequenceEnd => depth = depth.saturating_sub(1),
                Event::StreamEnd => return Err("it ends too early".to_owned()),
                _ => {}
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }
}
