//! The keys of the merchant's own systems (R25).

use askama::Template;
use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use axum::response::Response;
use paylink_app::keys::{self, MadeKey};
use paylink_domain::ids::ApiKeyId;
use paylink_http::request::path_id;
use paylink_store::keys::KeyEntry;
use secrecy::ExposeSecret as _;

use super::done::Done;
use super::frame::{Frame, ShownSecret, Tab, reason_or_page, trouble};
use crate::form::Asked;
use crate::forms::KeyForm;
use crate::guard::Posted;
use crate::pages::{self, Shell};
use crate::staff::Staff;
use crate::state::State;
use crate::texts;

#[derive(Template)]
#[template(path = "settings/keys.html")]
struct KeysPage {
    shell: Shell,
    frame: Frame,
    form: KeyForm,
    secret: Option<ShownSecret>,
    rows: Vec<Row>,
    revoke: Option<Revoke>,
}

struct Row {
    id: String,
    name: String,
    role: &'static str,
    created: String,
    by: String,
    used: Option<String>,
}

/// A key that is to be revoked, once an owner says that they mean it.
struct Revoke {
    id: String,
    name: String,
    used: Option<String>,
}

/// What the page shows besides the list.
#[derive(Default)]
struct Wanted {
    form: Option<KeyForm>,
    secret: Option<ShownSecret>,
    done: Option<Done>,
    trouble: Option<String>,
    revoke: Option<ApiKeyId>,
}

impl KeysPage {
    fn of(staff: &Staff, entries: &[KeyEntry], wanted: Wanted) -> Self {
        let zone = &staff.merchant.time_zone;
        let used = |entry: &KeyEntry| entry.last_used_at.map(|at| texts::when(at, zone));
        let revoke = wanted
            .revoke
            .and_then(|id| entries.iter().find(|entry| entry.id == id));
        let row = |entry: &KeyEntry| Row {
            id: entry.id.to_string(),
            name: entry.name.clone(),
            role: texts::role(entry.role),
            created: texts::when(entry.created_at, zone),
            by: texts::actor(&entry.created_by),
            used: used(entry),
        };
        Self {
            shell: Shell::of(staff),
            frame: Frame::of(staff, Tab::Keys)
                .done(wanted.done)
                .trouble(wanted.trouble),
            form: wanted.form.unwrap_or_else(KeyForm::empty),
            secret: wanted.secret,
            rows: entries.iter().map(row).collect(),
            revoke: revoke.map(|entry| Revoke {
                id: entry.id.to_string(),
                name: entry.name.clone(),
                used: used(entry),
            }),
        }
    }
}

/// The key, on the one page that shows it.
fn shown(made: &MadeKey) -> ShownSecret {
    ShownSecret {
        heading: format!("The API key “{}” is ready", made.entry.name),
        label: "API key",
        value: made
            .secret
            .as_ref()
            .map(|secret| secret.expose_secret().to_owned()),
        text: if made.secret.is_some() {
            "Copy it now and keep it where only your system can read it. It is not shown again."
        } else {
            "It was shown when it was made, and cannot be shown again. If nobody has it, revoke it and create another \
             one."
        },
    }
}

async fn page(state: &State, staff: &Staff, status: StatusCode, wanted: Wanted) -> Response {
    match keys::list_keys(&state.core, &staff.principal).await {
        Ok(entries) => pages::html(status, &KeysPage::of(staff, &entries, wanted)),
        Err(error) => pages::problem(Some(staff), &error.into()),
    }
}

/// Shows the keys.
pub async fn show(Extract(state): Extract<State>, staff: Staff, Asked(query): Asked) -> Response {
    if !staff.may(Tab::Keys.needs()) {
        return pages::forbidden(&staff);
    }
    let wanted = Wanted {
        done: Done::from_word(query.get("done")),
        revoke: query.get("revoke").parse().ok(),
        ..Wanted::default()
    };
    page(&state, &staff, StatusCode::OK, wanted).await
}

/// Makes a key and shows it, this once.
pub async fn create(Extract(state): Extract<State>, posted: Posted) -> Response {
    let staff = &posted.staff;
    if !staff.may(Tab::Keys.needs()) {
        return pages::forbidden(staff);
    }
    let mut form = KeyForm::sent(&posted.form);
    let Some(new) = form.check() else {
        let wanted = Wanted {
            form: Some(form),
            ..Wanted::default()
        };
        return page(&state, staff, StatusCode::UNPROCESSABLE_ENTITY, wanted).await;
    };
    let made = posted
        .run_once(&state, |ids| {
            let (core, principal, new) = (&state.core, &staff.principal, new.clone());
            async move { keys::create_key(core, principal, &ids, new).await }
        })
        .await;
    match made {
        Ok(made) => {
            let wanted = Wanted {
                secret: Some(shown(&made)),
                ..Wanted::default()
            };
            page(&state, staff, StatusCode::OK, wanted).await
        }
        Err(failure) => match reason_or_page(staff, &failure) {
            Ok((status, text)) => {
                let wanted = Wanted {
                    form: Some(KeyForm {
                        trouble: Some(trouble(text)),
                        ..form
                    }),
                    ..Wanted::default()
                };
                page(&state, staff, status, wanted).await
            }
            Err(page) => *page,
        },
    }
}

/// Revokes a key.
pub async fn revoke(
    Extract(state): Extract<State>,
    Path(key_id): Path<String>,
    posted: Posted,
) -> Response {
    let staff = &posted.staff;
    if !staff.may(Tab::Keys.needs()) {
        return pages::forbidden(staff);
    }
    let id: ApiKeyId = match path_id(&key_id) {
        Ok(id) => id,
        Err(problem) => return pages::problem(Some(staff), &problem),
    };
    match keys::revoke_key(&state.core, &staff.principal, id).await {
        Ok(()) => Tab::Keys.done(Done::KeyRevoked),
        Err(error) => pages::problem(Some(staff), &error.into()),
    }
}
