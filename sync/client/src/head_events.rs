//! The server-sent events that announce the head of the feed, read as cursors.

use data_encoding::HEXLOWER_PERMISSIVE;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use sync_contract::Wire;
use sync_contract::pull::Cursor;

use crate::error::{Error, ServerError};

/// Our events are far shorter; a longer line is not from our server.
const LINE_BYTES_MAX: usize = 4096;

/// Reads a stream of bytes as the heads that it announces.
pub(crate) struct HeadEvents<'a> {
    chunks: BoxStream<'a, Result<Vec<u8>, ServerError>>,
    lines: Lines,
}

impl HeadEvents<'static> {
    pub fn new<B: AsRef<[u8]> + Send + 'static>(
        chunks: BoxStream<'static, Result<B, ServerError>>,
    ) -> Self {
        let chunks = chunks
            .map(|chunk| chunk.map(|bytes| bytes.as_ref().to_vec()))
            .boxed();
        Self {
            chunks,
            lines: Lines::default(),
        }
    }

    pub fn into_stream(self) -> BoxStream<'static, Result<Cursor, ServerError>> {
        stream::try_unfold(self, |mut head_events| async move {
            loop {
                if let Some(cursor) = head_events.lines.next_head()? {
                    return Ok(Some((cursor, head_events)));
                }
                match head_events.chunks.next().await {
                    Some(chunk) => head_events.lines.take(&chunk?)?,
                    None => return Ok(None),
                }
            }
        })
        .boxed()
    }
}

/// Parses pieces of any size into events.
#[derive(Default)]
struct Lines {
    unread: Vec<u8>,
    is_head: bool,
    data: String,
}

impl Lines {
    fn take(&mut self, chunk: &[u8]) -> Result<(), ServerError> {
        self.unread.extend_from_slice(chunk);
        let newest = self.unread.iter().rev().position(|byte| *byte == b'\n');
        if newest.unwrap_or(self.unread.len()) > LINE_BYTES_MAX {
            return Err(Error::NotOurs);
        }
        Ok(())
    }

    fn next_head(&mut self) -> Result<Option<Cursor>, ServerError> {
        while let Some(end) = self.unread.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.unread.drain(..=end).collect();
            let line = std::str::from_utf8(&line).map_err(|_| Error::NotOurs)?;
            match line.trim_end().split_once(':') {
                Some(("event", name)) => self.is_head = name.trim() == "head",
                Some(("data", data)) => self.data = data.trim().to_owned(),
                _ if line.trim_end().is_empty() => {
                    let data = std::mem::take(&mut self.data);
                    if std::mem::take(&mut self.is_head) {
                        return cursor_of(&data).map(Some).ok_or(Error::TooOld);
                    }
                }
                _ => {}
            }
        }
        Ok(None)
    }
}

fn cursor_of(hexadecimal: &str) -> Option<Cursor> {
    let bytes = HEXLOWER_PERMISSIVE.decode(hexadecimal.as_bytes()).ok()?;
    Cursor::from_bytes(&bytes).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use uuid::Uuid;

    fn cursor() -> Cursor {
        Cursor {
            timeline: Uuid::from_u128(3),
            seq: 258,
            history_mark: Uuid::from_u128(4),
        }
    }

    fn event() -> String {
        let bytes = cursor().to_bytes();
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("event: head\ndata: {digits}\n\n")
    }

    async fn head_events(pieces: Vec<Vec<u8>>) -> Vec<Result<Cursor, ServerError>> {
        let pieces = stream::iter(pieces.into_iter().map(Ok)).boxed();
        HeadEvents::new(pieces).into_stream().collect().await
    }

    #[tokio::test]
    async fn events_are_read_from_pieces_of_any_size() {
        let text = format!(":\n\n{}event: other\ndata: 1\n\n{}", event(), event());
        for size in [1, 7, 64, 1000] {
            let pieces = text.as_bytes().chunks(size).map(<[u8]>::to_vec);
            assert_eq!(
                head_events(pieces.collect()).await,
                [Ok(cursor()), Ok(cursor())]
            );
        }
    }

    #[tokio::test]
    async fn what_is_no_event_of_ours_ends_the_stream() {
        let broken = head_events(vec![b"event: head\ndata: zz\n\n".to_vec()]).await;
        assert_eq!(broken, [Err(Error::TooOld)]);
        let endless = head_events(vec![vec![b'a'; LINE_BYTES_MAX + 1]]).await;
        assert_eq!(endless, [Err(Error::NotOurs)]);
    }
}
