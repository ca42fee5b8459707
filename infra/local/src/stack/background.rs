//! What runs beside its caller until the stack stops: the front door, the database's endpoint, streams and schedules.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use dynoxide::Database;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::doors::Door;
use crate::app::App;

/// How long stopping waits for what is under way.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// The tasks of a stack. Dropping it tells them to stop, and does not wait.
pub(super) struct Background {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Background {
    /// Without tasks.
    pub(super) fn new() -> Self {
        Self {
            stop: watch::Sender::new(false),
            tasks: Vec::new(),
        }
    }

    /// Answers requests at this door.
    pub(super) fn serve_app(&mut self, door: Door, app: Arc<App>) {
        let service = app
            .router()
            .into_make_service_with_connect_info::<SocketAddr>();
        let stopped = until_stopped(self.stop.subscribe());
        self.tasks.push(tokio::spawn(async move {
            if let Err(error) = axum::serve(door.listener, service)
                .with_graceful_shutdown(stopped)
                .await
            {
                tracing::error!(%error, "the app stopped");
            }
        }));
    }

    /// Answers DynamoDB's clients at this door.
    pub(super) fn serve_database(&mut self, door: Door, database: Database) {
        let stopped = until_stopped(self.stop.subscribe());
        self.tasks.push(tokio::spawn(async move {
            if let Err(error) =
                dynoxide::server::serve_with_shutdown(door.listener, database, stopped).await
            {
                tracing::error!(error, "the database stopped");
            }
        }));
    }

    /// Does something again and again, with a pause before each time.
    pub(super) fn repeat<F, Done>(&mut self, every: Duration, action: F)
    where
        F: Fn() -> Done + Send + 'static,
        Done: Future<Output = ()> + Send,
    {
        let stopped = until_stopped(self.stop.subscribe());
        self.tasks.push(tokio::spawn(async move {
            tokio::pin!(stopped);
            loop {
                tokio::select! {
                    () = &mut stopped => return,
                    () = tokio::time::sleep(every) => action().await,
                }
            }
        }));
    }

    /// Tells all tasks to stop, and gives each time to finish what is under way.
    pub(super) async fn stop(self) {
        let _ = self.stop.send(true);
        for mut task in self.tasks {
            if tokio::time::timeout(STOP_TIMEOUT, &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}

async fn until_stopped(mut stopped: watch::Receiver<bool>) {
    // An error is a stack that was dropped, which is a stop as well.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}
