//! Calls without `async`: the same client and the same calls, on a thread that waits for them.
//!
//! ```no_run
//! use generated_client::runtime::page::Paged;
//! use generated_client::runtime::wait::Follow;
//! use generated_client::runtime::{Call, CallResult, Error, Operation};
//!
//! # fn each<Op: Operation, Job: Follow, List: Paged>(call: Call<'_, Op>, job: Call<'_, Job>, list: Call<'_, List>)
//! # -> Result<(), Box<dyn std::error::Error>>
//! # where Op::Error: std::fmt::Debug, Job: 'static, List::Error: std::fmt::Debug {
//! let output = call.clone().blocking()?; // what `.await` gives
//! let response = call.send_blocking()?; // what `.send().await` gives
//! let job = job.wait().blocking()?;
//! for item in list.items().blocking() {
//!     let item = item?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! There is no client of another kind: a call is made as ever, and the last method says that the thread is to wait. The
//! work that goes on beside it, connections and timers, is done by one thread in the background, which begins with the
//! first such call and ends with the process.
//!
//! Within a future nobody may block: what else runs on its thread would stand still, and a connection that is served
//! there would never answer. In a task of tokio these methods fail at once, with [`Error::Invalid`]; there, await the
//! call, or block in `tokio::task::spawn_blocking`. Other executors go unnoticed.

use std::future::poll_fn;
use std::ops::{Deref, DerefMut};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::{fmt, io};

use futures_core::Stream;
use tokio::runtime::{Builder, Handle};
use tokio::task::coop;

use super::call::{Call, CallResult};
use super::error::{Error, InvalidCall, Problem};
use super::operation::{Operation, OperationInfo};
use super::page::{self, Paged, Pages};
use super::reply::Response;
use super::stream::{self, Download, ItemsOf, Streams};
use super::wait::{Follow, Job, Role, Wait, WaitError};

impl<'c, Op: Operation> Call<'c, Op> {
    /// Sends the call and gives its typed output; this thread waits for it.
    ///
    /// # Errors
    ///
    /// See [`Error`]; and [`Error::Invalid`] inside a task of tokio, which must not wait.
    pub fn blocking(self) -> CallResult<Op, Op::Output> {
        self.send_blocking().map(Response::into_inner)
    }

    /// Sends the call and gives the typed output with the status and the headers it came with; this thread waits for it.
    ///
    /// # Errors
    ///
    /// See [`blocking`](Self::blocking).
    pub fn send_blocking(self) -> CallResult<Op, Response<Op::Output>> {
        run_call(Op::INFO, self.send()).map_err(Error::Invalid)?
    }

    /// Sends the call, and gives the body of a successful reply as it arrives; this thread waits for each chunk.
    ///
    /// # Errors
    ///
    /// See [`blocking`](Self::blocking).
    pub fn download_blocking(self) -> CallResult<Op, Blocking<Download<Op::Error>>> {
        let download = run_call(Op::INFO, self.download()).map_err(Error::Invalid)??;
        Ok(Blocking::new(Op::INFO, download))
    }
}

impl<'c, Op: Streams> Call<'c, Op> {
    /// Sends the call, and gives the items of its reply as they arrive; this thread waits for each.
    ///
    /// # Errors
    ///
    /// See [`blocking`](Self::blocking).
    pub fn stream_blocking(self) -> CallResult<Op, Blocking<ItemsOf<Op>>> {
        let items: stream::Items<_, _> = run_call(Op::INFO, self.stream()).map_err(Error::Invalid)??;
        Ok(Blocking::new(Op::INFO, items))
    }
}

impl<Op: Follow> Wait<'_, Op> {
    /// Waits until the job has ended, and so does this thread.
    ///
    /// # Errors
    ///
    /// See [`WaitError`]; and [`Error::Invalid`] inside a task of tokio, which must not wait.
    pub fn blocking(self) -> Result<Job<Op>, WaitError<Op>> {
        run_call(Op::INFO, self).unwrap_or_else(|invalid| {
            Err(match Op::ROLE {
                Role::Start => WaitError::Start(Error::Invalid(invalid)),
                Role::Poll => WaitError::Poll { error: Error::Invalid(invalid), accepted: None, last: None },
            })
        })
    }
}

impl<Op: Paged> Pages<'_, Op> {
    /// The pages as an iterator; the thread that asks for one waits for it.
    pub fn blocking(self) -> Blocking<Self> {
        Blocking::new(Op::INFO, self)
    }
}

impl<Op: Paged> page::Items<'_, Op> {
    /// The items as an iterator; the thread that asks for one waits for it.
    pub fn blocking(self) -> Blocking<Self> {
        Blocking::new(Op::INFO, self)
    }
}

/// A stream as an iterator: each item is waited for. It gives access to the stream that it was made of.
///
/// Inside a task of tokio, which must not wait, the next item is [`Error::Invalid`], and there are no more.
#[must_use = "an iterator does nothing until its items are asked for"]
pub struct Blocking<S> {
    operation: &'static OperationInfo,
    stream: S,
    is_refused: bool,
}

impl<S> Blocking<S> {
    fn new(operation: &'static OperationInfo, stream: S) -> Self {
        Self { operation, stream, is_refused: false }
    }
}

impl<S, T, E> Iterator for Blocking<S>
where
    S: Stream<Item = Result<T, Error<E>>> + Unpin,
{
    type Item = Result<T, Error<E>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_refused {
            return None;
        }
        let next = poll_fn(|cx| Pin::new(&mut self.stream).poll_next(cx));
        run_call(self.operation, next).unwrap_or_else(|invalid| {
            self.is_refused = true;
            Some(Err(Error::Invalid(invalid)))
        })
    }
}

impl<S> Deref for Blocking<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.stream
    }
}

impl<S> DerefMut for Blocking<S> {
    fn deref_mut(&mut self) -> &mut S {
        &mut self.stream
    }
}

impl<S: fmt::Debug> fmt::Debug for Blocking<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Blocking").field(&self.stream).finish()
    }
}

/// Waits for any other future of this crate on this thread, such as one that makes a client.
///
/// ```
/// use generated_client::runtime::blocking;
///
/// assert_eq!(blocking::run(async { 1 + 1 }), Ok(2));
/// ```
///
/// # Errors
///
/// Inside a task of tokio, which must not wait, and when the thread in the background cannot be started. `work` is then
/// not begun.
pub fn run<T>(work: impl IntoFuture<Output = T>) -> Result<T, CannotBlock> {
    if is_in_task() {
        return Err(CannotBlock("a task of tokio must not wait: await the call, or use spawn_blocking".to_owned()));
    }
    static BACKGROUND: OnceLock<Result<Handle, String>> = OnceLock::new();
    let background = BACKGROUND.get_or_init(|| background().map_err(|error| error.to_string()));
    let no_thread = |error| CannotBlock(format!("there is no thread for the background: {error}"));
    let background = background.as_ref().map_err(no_thread)?;
    // Whatever looks for a runtime, such as a timer, finds that one.
    let _entered = background.enter();
    Ok(block_on(work.into_future()))
}

/// Why a thread cannot wait for a future.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannotBlock(String);

impl fmt::Display for CannotBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot block: {}", self.0)
    }
}

impl std::error::Error for CannotBlock {}

/// The same for what belongs to a call.
fn run_call<T>(operation: &'static OperationInfo, work: impl IntoFuture<Output = T>) -> Result<T, Box<InvalidCall>> {
    let refused = |reason: CannotBlock| InvalidCall { operation, problems: vec![Problem::Blocking(reason.0)] };
    run(work).map_err(|reason| Box::new(refused(reason)))
}

/// Whether this thread is in the middle of polling a task: only that has a budget that can be used up.
fn is_in_task() -> bool {
    if Handle::try_current().is_err() {
        return false;
    }
    let mut cx = Context::from_waker(Waker::noop());
    let mut taken = Vec::new();
    // No budget of tokio is larger than a byte. An unlimited one is that of a thread that may block.
    let is_limited = (0..=u8::MAX).any(|_| match coop::poll_proceed(&mut cx) {
        Poll::Ready(unit) => {
            taken.push(unit);
            false
        }
        Poll::Pending => true,
    });
    // Each unit restores what was there before it was taken, so the first one must be the last.
    while taken.pop().is_some() {}
    is_limited
}

/// Starts the thread that serves connections and timers. It never ends.
fn background() -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    let name = concat!(env!("CARGO_PKG_NAME"), "-io");
    thread::Builder::new().name(name.to_owned()).spawn(move || runtime.block_on(std::future::pending::<()>()))?;
    Ok(handle)
}

/// Wakes a thread that waits for a future. What is polled may wait for something else in the same way, and take the thread's
/// wake-up with it; so it is noted here, too.
struct Unpark {
    thread: Thread,
    is_woken: AtomicBool,
}

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.is_woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// What `Runtime::block_on` does, but for its panic where a runtime is entered already.
fn block_on<T>(work: impl Future<Output = T>) -> T {
    let unpark = Arc::new(Unpark { thread: thread::current(), is_woken: AtomicBool::new(false) });
    let waker = Waker::from(Arc::clone(&unpark));
    let mut cx = Context::from_waker(&waker);
    let mut work = pin!(work);
    loop {
        if let Poll::Ready(output) = work.as_mut().poll(&mut cx) {
            return output;
        }
        while !unpark.is_woken.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::is_in_task;
    use crate::runtime::testing::{GetJob, JobBody, Mock, Start, builder, get_job, start};
    use crate::runtime::wait::WaitError;
    use crate::runtime::{Client, Credential, Error};

    fn client(mock: &Mock) -> Client {
        let builder = builder().transport(mock.clone()).credential("token", Credential::value("t"));
        builder.build().expect("the client is valid")
    }

    fn job(status: &str) -> JobBody {
        JobBody { id: "j".to_owned(), status: Some(status.to_owned()) }
    }

    #[test]
    fn calls_and_waits_block() {
        let mock = Mock::new();
        mock.on::<Start>().reply(&job("WAITING"));
        mock.on::<GetJob>().reply(&job("RUNNING")).reply(&job("SUCCESS"));
        let client = client(&mock);
        assert_eq!(start(&client, "t").blocking().expect("the mock answers").id, "j");
        assert_eq!(start(&client, "t").send_blocking().expect("the mock answers").status(), 200);
        let job = start(&client, "t").wait().blocking().expect("the job succeeds");
        assert_eq!((job.status.as_deref(), mock.elapsed()), (Some("SUCCESS"), Duration::from_secs(20)));
        let chunks = get_job(&client, "j").download_blocking().expect("the mock answers");
        assert_eq!(chunks.reply().status(), 200);
        let body: Vec<u8> = chunks.flat_map(|chunk| chunk.expect("a chunk").to_vec()).collect();
        assert_eq!(String::from_utf8_lossy(&body), r#"{"id":"j","status":"SUCCESS"}"#);
    }

    /// A callback may wait in the same way, and take the wake-up of its thread.
    #[test]
    fn a_wake_up_is_not_lost_to_what_else_waits() {
        let (done, is_done) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let mut polls = 0;
            let work = std::future::poll_fn(move |cx| {
                polls += 1;
                if polls == 2 {
                    return std::task::Poll::Ready(());
                }
                cx.waker().wake_by_ref();
                std::thread::park();
                std::task::Poll::Pending
            });
            super::block_on(work);
            done.send(()).expect("the test waits");
        });
        assert_eq!(is_done.recv_timeout(Duration::from_secs(10)), Ok(()));
    }

    #[tokio::test]
    async fn a_task_is_refused_and_sends_nothing() {
        let mock = Mock::new();
        let client = client(&mock);
        let error = start(&client, "t").blocking().expect_err("it must not wait");
        insta::assert_snapshot!(error, @"start: POST /v1/{project_id}/things/{id}/start: not sent: cannot block: a task of tokio must not wait: await the call, or use spawn_blocking");
        assert!(matches!(error, Error::Invalid(_)));
        let error = start(&client, "t").wait().blocking().expect_err("it must not wait");
        assert!(matches!(error, WaitError::Start(Error::Invalid(_))), "{error}");
        let error = get_job(&client, "t").wait().blocking().expect_err("it must not wait");
        assert!(matches!(error, WaitError::Poll { error: Error::Invalid(_), .. }), "{error}");
        assert!(get_job(&client, "t").download_blocking().is_err());
        assert!(mock.requests().is_empty());
        // The look did not use the task's budget up.
        assert!(tokio::task::coop::has_budget_remaining());
    }

    #[test]
    fn only_a_task_is_taken_for_one() {
        let multi = || tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("it starts");
        let single = || tokio::runtime::Builder::new_current_thread().build().expect("it starts");
        assert!(!is_in_task());
        for runtime in [multi(), single()] {
            assert!(runtime.block_on(async { is_in_task() }));
            assert!(runtime.block_on(async { tokio::spawn(async { is_in_task() }).await }).expect("no panic"));
            let beside = runtime.block_on(async { tokio::task::spawn_blocking(is_in_task).await });
            assert!(!beside.expect("no panic"));
            let _entered = runtime.enter();
            assert!(!is_in_task());
        }
        let in_place = async { tokio::task::spawn(async { tokio::task::block_in_place(is_in_task) }).await };
        assert!(!multi().block_on(in_place).expect("no panic"));
        let local = tokio::task::LocalSet::new();
        assert!(local.block_on(&single(), async { is_in_task() }));
    }
}
