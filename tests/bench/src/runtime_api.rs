//! The Lambda Runtime API, as far as a function can tell.
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>
//!
//! Plain sockets and one thread for each connection: it stands in the loop of every measurement, and
//! an event that waits is written the moment it is asked for.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// An event, as the platform writes it.
pub type Event = Arc<[u8]>;

/// What became of one event.
#[derive(Debug, Clone)]
pub struct Answer {
    /// When the event was handed over.
    pub handed_at: Instant,
    /// When the whole answer was here.
    pub answered_at: Instant,
    /// Whether the function reported an error.
    pub is_error: bool,
    /// What it answered.
    pub body: Vec<u8>,
}

impl Answer {
    /// From handing the event over until its answer was here.
    pub fn latency(&self) -> Duration {
        self.answered_at - self.handed_at
    }
}

/// Hands events to one process and takes its answers, on a free loopback port.
#[derive(Debug)]
pub struct RuntimeApi {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    events: VecDeque<Event>,
    handed_at: Option<Instant>,
    answers: Vec<Answer>,
    /// How many answers somebody waits for.
    wanted: usize,
    is_stopped: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RuntimeApi {
    /// Starts to listen.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::<Shared>::default();
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if serving.lock().is_stopped {
                    return;
                }
                let shared = Arc::clone(&serving);
                // A process that ends in the middle of a call leaves half of one.
                thread::spawn(move || serve(stream, &shared));
            }
        });
        Ok(Self { address, shared })
    }

    /// `host:port`, as `AWS_LAMBDA_RUNTIME_API` says it.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Puts events in line, each handed over when the process asks for the next.
    pub fn give(&self, events: impl IntoIterator<Item = Event>) {
        self.shared.lock().events.extend(events);
        self.shared.changed.notify_all();
    }

    /// Waits for so many answers and takes them, in order; fewer where none comes for `patience`.
    pub fn take(&self, count: usize, patience: Duration) -> Vec<Answer> {
        let mut state = self.shared.lock();
        state.wanted = count;
        while state.answers.len() < count {
            let so_far = state.answers.len();
            let (next, waited) = self
                .shared
                .changed
                .wait_timeout_while(state, patience, |state| state.answers.len() < count)
                .unwrap_or_else(PoisonError::into_inner);
            state = next;
            if waited.timed_out() && state.answers.len() == so_far {
                break;
            }
        }
        std::mem::take(&mut state.answers)
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.shared.lock().is_stopped = true;
        self.shared.changed.notify_all();
        // Wakes the thread that accepts.
        drop(TcpStream::connect(self.address));
    }
}

fn serve(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut connection = Connection {
        stream,
        buffer: Vec::with_capacity(64 * 1024),
        used: 0,
    };
    let mut number: u64 = 0;
    while let Some(request) = connection.read()? {
        if request.is_post {
            let answered_at = Instant::now();
            connection.write(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n")?;
            let mut state = shared.lock();
            let answer = Answer {
                handed_at: state.handed_at.unwrap_or(answered_at),
                answered_at,
                is_error: !request.path.ends_with("/response"),
                body: request.body,
            };
            state.answers.push(answer);
            if state.answers.len() >= state.wanted {
                shared.changed.notify_all();
            }
            continue;
        }
        let event = {
            let state = shared.lock();
            let mut state = shared
                .changed
                .wait_while(state, |state| state.events.is_empty() && !state.is_stopped)
                .unwrap_or_else(PoisonError::into_inner);
            if state.is_stopped {
                return Ok(());
            }
            state.events.pop_front().unwrap_or_default()
        };
        number += 1;
        let mut answer = format!(
            "HTTP/1.1 200 OK\r\n\
             content-type: application/json\r\n\
             lambda-runtime-aws-request-id: 8476a536-e9f4-11e8-9739-{number:012x}\r\n\
             lambda-runtime-deadline-ms: 9999999999999\r\n\
             lambda-runtime-invoked-function-arn: arn:aws:lambda:eu-central-1:123456789012:function:x\r\n\
             lambda-runtime-trace-id: Root=1-69242c8a-0f2a5b7c3c1d4e5f60718293\r\n\
             content-length: {}\r\n\r\n",
            event.len()
        )
        .into_bytes();
        answer.extend_from_slice(&event);
        shared.lock().handed_at = Some(Instant::now());
        connection.write(&answer)?;
    }
    Ok(())
}

struct Connection {
    stream: TcpStream,
    /// What was read; the part before `used` belongs to requests that are done with.
    buffer: Vec<u8>,
    used: usize,
}

struct Request {
    is_post: bool,
    path: String,
    body: Vec<u8>,
}

impl Connection {
    /// The next request; `None` where the other side has closed.
    fn read(&mut self) -> io::Result<Option<Request>> {
        self.buffer.drain(..self.used);
        self.used = 0;
        let head = loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                self.used = end + 4;
                break String::from_utf8_lossy(&self.buffer[..end]).into_owned();
            }
            if !self.fill()? {
                return Ok(None);
            }
        };
        let mut lines = head.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ');
        let is_post = words.next() == Some("POST");
        let path = words.next().unwrap_or_default().to_owned();
        let mut length = 0;
        let mut is_chunked = false;
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().map_err(io::Error::other)?;
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                is_chunked = value.trim().eq_ignore_ascii_case("chunked");
            }
        }
        let body = if is_chunked {
            self.chunks()?
        } else {
            self.bytes(length)?
        };
        Ok(Some(Request {
            is_post,
            path,
            body,
        }))
    }

    fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = loop {
                if let Some(end) = find(&self.buffer[self.used..], b"\r\n") {
                    break self.bytes(end + 2)?;
                }
                self.fill_or_fail()?;
            };
            let text = String::from_utf8_lossy(&line);
            let size = text.split(';').next().unwrap_or_default().trim().to_owned();
            let size = usize::from_str_radix(&size, 16).map_err(io::Error::other)?;
            let mut chunk = self.bytes(size + 2)?;
            if size == 0 {
                return Ok(body);
            }
            chunk.truncate(size);
            body.append(&mut chunk);
        }
    }

    fn bytes(&mut self, count: usize) -> io::Result<Vec<u8>> {
        while self.buffer.len() < self.used + count {
            self.fill_or_fail()?;
        }
        let bytes = self.buffer[self.used..self.used + count].to_vec();
        self.used += count;
        Ok(bytes)
    }

    fn fill_or_fail(&mut self) -> io::Result<()> {
        if self.fill()? {
            Ok(())
        } else {
            Err(io::ErrorKind::UnexpectedEof.into())
        }
    }

    fn fill(&mut self) -> io::Result<bool> {
        let mut part = [0; 64 * 1024];
        let count = self.stream.read(&mut part)?;
        self.buffer.extend_from_slice(&part[..count]);
        Ok(count > 0)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}
