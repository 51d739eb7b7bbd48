//! Streams: the formats cut in every possible way, and the calls around them.

mod calls;
mod events;
mod lines;

use bytes::Bytes;

use super::event::Event;
use super::frames::{Framer, Frames};
use crate::runtime::codec::Decode;

/// The events in `text`, when it comes in `chunks`.
fn events<'b>(framer: &mut Framer, chunks: impl IntoIterator<Item = &'b [u8]>) -> Vec<Event> {
    let mut events = Vec::new();
    for chunk in chunks {
        let mut chunk = Bytes::copy_from_slice(chunk);
        while let Some(event) = framer.next(&mut chunk).expect("no item is too long") {
            events.push(event);
        }
        assert!(chunk.is_empty());
    }
    events.extend(framer.finish());
    events
}

/// The events in `text`, which are the same however it is cut into up to three chunks, or into single bytes.
fn however_cut<T: Decode>(frames: Frames<T>, text: &[u8]) -> Vec<Event> {
    let whole = events(&mut frames.format.framer(1000), [text]);
    for first in 0..=text.len() {
        for second in first..=text.len() {
            let chunks = [&text[..first], &text[first..second], &text[second..]];
            assert_eq!(events(&mut frames.format.framer(1000), chunks), whole, "cut at {first} and {second}");
        }
    }
    assert_eq!(events(&mut frames.format.framer(1000), text.chunks(1)), whole, "byte by byte");
    whole
}
