//! The ports of a stack. All are opened or looked at before anything starts, so that a port in use is the first thing
//! that a person is told.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;

use super::error::StackError;
use crate::services::Ports;

/// A port that the stack itself listens at.
pub(super) struct Door {
    pub(super) listener: TcpListener,
    pub(super) address: SocketAddr,
}

/// What the stack itself listens at; the sandbox opens its own ports.
pub(super) struct Doors {
    /// Where the app is, here or elsewhere, without a slash at the end.
    pub(super) app_url: String,
    /// The app's; `None` where the functions run elsewhere.
    pub(super) app: Option<Door>,
    /// The database's.
    pub(super) dynamodb: Door,
}

impl Doors {
    /// Opens them, and looks whether the sandbox will find its ports free.
    pub(super) async fn open(ports: Ports, app_at: Option<&str>) -> Result<Self, StackError> {
        // The app's address comes first, because everything else is told of it.
        let (app, app_url) = match app_at {
            Some(elsewhere) => (None, elsewhere.to_owned()),
            None => {
                let door = Door::open(ports.app).await?;
                let url = door.url();
                (Some(door), url)
            }
        };
        let dynamodb = Door::open(ports.dynamodb).await?;
        for port in [ports.stripe, ports.mailbox, ports.issuer] {
            check_free(port).await?;
        }
        Ok(Self {
            app_url,
            app,
            dynamodb,
        })
    }
}

impl Door {
    async fn open(port: u16) -> Result<Self, StackError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .await
            .map_err(|cause| {
                if cause.kind() == io::ErrorKind::AddrInUse {
                    StackError::PortTaken { port }
                } else {
                    StackError::Listen(cause)
                }
            })?;
        let address = listener.local_addr().map_err(StackError::Listen)?;
        Ok(Self { listener, address })
    }

    /// Without a slash at the end.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// So that a port in use gets the same sentence whoever was going to listen there.
async fn check_free(port: u16) -> Result<(), StackError> {
    if port != 0 {
        drop(Door::open(port).await?);
    }
    Ok(())
}
