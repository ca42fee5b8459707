//! What a guest sees of Paylink: the page of a payment link, the way to the gateway and back, the
//! receipt, and the request for a new link (R8 to R16).
//!
//! Handlers translate: a request into a call of a use case, and what came of it into a page.
//!
//! - `visit`, `form`: what a request says.
//! - `ask`, `returned`, `receipt`, `trouble`: the pages, worked out.
//! - `view`, `page`, `frame`, `colour`, `urls`: what pages are made of.

use std::sync::Arc;

use axum::Router;
use axum::extract::{self, Request};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use paylink_app::checkout::{
    Press, ShownLink, look_at_link, merchant_for_page, open_link, request_new_link, settle_return,
    start_payment_of,
};
use paylink_app::{Core, Error};
use paylink_domain::merchant::Merchant;
use paylink_gateway::PaymentGateway;
use paylink_gateway::stripe::Stripe;
use paylink_http::headers;
use paylink_platform::config::{AwsSettings, ConfigError, Settings};

use form::PayForm;
use page::Page;
use trouble::Trouble;
use urls::Urls;
use view::View;
use visit::Visit;

mod ask;
mod colour;
mod form;
mod frame;
mod page;
mod receipt;
mod returned;
#[cfg(test)]
mod tests;
mod trouble;
mod urls;
mod view;
mod visit;

/// What the function needs, made once at its cold start.
#[derive(Debug, Clone)]
pub struct State {
    core: Core,
    gateway: Arc<dyn PaymentGateway>,
    /// Where forms may lead to, as a content security policy says it.
    form_targets: Arc<str>,
}

impl State {
    /// A state of these parts. `gateway_url` is the gateway's address where that is a sandbox
    /// without https, so that browsers let a form lead there.
    ///
    /// # Errors
    /// Where `gateway_url` is not a URL.
    pub fn new(
        core: Core,
        gateway: Arc<dyn PaymentGateway>,
        gateway_url: Option<&str>,
    ) -> Result<Self, ConfigError> {
        let origin = gateway_url.map(origin).transpose()?;
        let targets = ["'self'", "https:"].into_iter().chain(origin.as_deref());
        let form_targets = targets.collect::<Vec<_>>().join(" ").into();
        Ok(Self {
            core,
            gateway,
            form_targets,
        })
    }

    /// The state that the environment describes.
    ///
    /// # Errors
    /// Where settings are missing or cannot be used.
    pub fn from_settings(settings: &Settings) -> Result<Self, ConfigError> {
        let mut reader = settings.reader();
        let aws = AwsSettings::read(&mut reader);
        let core = Core::connect(&aws, &mut reader);
        reader.finish()?;
        let gateway = Stripe::from_settings(settings, &aws)?;
        let gateway_url = settings.optional("STRIPE_BASE_URL");
        Self::new(core, Arc::new(gateway), gateway_url.as_deref())
    }

    fn page(&self, status: StatusCode, page: &Page) -> Response {
        page.answer(status, &self.form_targets)
    }

    fn trouble(&self, trouble: Trouble, visit: &Visit) -> Response {
        trouble.answer(visit.language(), &self.form_targets)
    }
}

/// The scheme, host and port of a URL, as a source in a content security policy.
fn origin(url: &str) -> Result<String, ConfigError> {
    let invalid = |reason: &str| ConfigError::Invalid {
        name: "STRIPE_BASE_URL",
        reason: reason.to_owned(),
    };
    let url: Uri = url.parse().map_err(|_| invalid("it is not a URL"))?;
    let (Some(scheme), Some(host)) = (url.scheme_str(), url.host()) else {
        return Err(invalid("it has no scheme or no host"));
    };
    let port = url
        .port()
        .map_or_else(String::new, |port| format!(":{port}"));
    Ok(format!("{scheme}://{host}{port}"))
}

/// The routes. What is not there is answered as an unknown link is (R10).
pub fn router(state: State) -> Router {
    Router::new()
        .route("/pay/{token}", get(show_link).post(pay))
        .route("/pay/{token}/done", get(show_return))
        .route("/pay/{token}/receipt", get(show_receipt))
        // A browser that comes back to the answer asks with GET, and is shown the link.
        .route(
            "/pay/{token}/new-link",
            get(show_link).post(ask_for_new_link),
        )
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn(headers::answer))
        .with_state(state)
}

/// A link with all that its pages are made from.
struct Opened {
    link: ShownLink,
    merchant: Merchant,
}

impl Opened {
    async fn read(core: &Core, link: ShownLink) -> Result<Self, Error> {
        let merchant = merchant_for_page(core, &link.basket).await?;
        Ok(Self { link, merchant })
    }

    fn view<'a>(&'a self, core: &Core, visit: &'a Visit) -> Result<View<'a>, Error> {
        let basket = &self.link.basket;
        Ok(View {
            basket,
            link: self.link.link()?,
            merchant: &self.merchant,
            now: core.now(),
            texts: visit.texts(basket),
            urls: Urls::new(&visit.token, visit.picked),
        })
    }
}

async fn show_link(extract::State(state): extract::State<State>, visit: Visit) -> Response {
    let answer = async {
        let link = look_at_link(&state.core, &visit.token).await?;
        let opened = Opened::read(&state.core, link).await?;
        let page = ask::page(&opened.view(&state.core, &visit)?);
        Ok::<_, Error>(state.page(StatusCode::OK, &page))
    };
    answer
        .await
        .unwrap_or_else(|error| state.trouble(error.into(), &visit))
}

async fn pay(
    extract::State(state): extract::State<State>,
    visit: Visit,
    request: Request,
) -> Response {
    if visit.cross_site {
        return state.trouble(Trouble::CrossSite, &visit);
    }
    let form = match PayForm::read(request).await {
        Ok(form) => form,
        Err(trouble) => return state.trouble(trouble, &visit),
    };
    let answer = async {
        let link = open_link(&state.core, &visit.token).await?;
        let Ok(chosen) = form.chosen(
            visit.texts(link.basket()),
            link.basket().currency,
            link.link()?.terms,
        ) else {
            let opened = Opened::read(&state.core, link.into()).await?;
            let page = ask::wrong_amount(&opened.view(&state.core, &visit)?, &form);
            return Ok(state.page(StatusCode::UNPROCESSABLE_ENTITY, &page));
        };
        let press = Press {
            chosen,
            terms: form.terms(),
            picked: visit.picked,
        };
        match start_payment_of(&state.core, &*state.gateway, link, press).await {
            Ok(url) => see_other(&url),
            Err(Error::Refused(refusal)) => {
                // What was read before may be what has changed.
                let link = look_at_link(&state.core, &visit.token).await?;
                let opened = Opened::read(&state.core, link).await?;
                let view = opened.view(&state.core, &visit)?;
                let refused = ask::refused(&view, refusal, &form);
                let mut response = state.page(refused.status, &refused.page);
                if let Some(seconds) = refused.retry_after {
                    response
                        .headers_mut()
                        .insert(header::RETRY_AFTER, seconds.into());
                }
                Ok(response)
            }
            Err(error) => Err(error),
        }
    };
    answer
        .await
        .unwrap_or_else(|error| state.trouble(error.into(), &visit))
}

async fn show_return(
    extract::State(state): extract::State<State>,
    method: Method,
    visit: Visit,
) -> Response {
    let answer = async {
        // Nobody comes back with a HEAD, so it changes nothing at all (R11).
        let link = if method == Method::HEAD {
            look_at_link(&state.core, &visit.token).await?
        } else {
            settle_return(&state.core, &*state.gateway, &visit.token, visit.attempt).await?
        };
        let opened = Opened::read(&state.core, link).await?;
        let view = opened.view(&state.core, &visit)?;
        let returned = returned::page(&view, visit.attempt, visit.round);
        let mut response = state.page(StatusCode::OK, &returned.page);
        if let Some(url) = returned.again {
            let again = format!("{}; url={url}", returned::PAUSE);
            if let Ok(again) = HeaderValue::try_from(again) {
                response.headers_mut().insert(header::REFRESH, again);
            }
        }
        Ok::<_, Error>(response)
    };
    answer
        .await
        .unwrap_or_else(|error| state.trouble(error.into(), &visit))
}

async fn show_receipt(extract::State(state): extract::State<State>, visit: Visit) -> Response {
    let answer = async {
        let link = look_at_link(&state.core, &visit.token).await?;
        let opened = Opened::read(&state.core, link).await?;
        let view = opened.view(&state.core, &visit)?;
        let payment = visit.payment.map_err(|_| Error::NotFound)?;
        let page = receipt::page(&view, payment).ok_or(Error::NotFound)?;
        Ok::<_, Error>(state.page(StatusCode::OK, &page))
    };
    answer
        .await
        .unwrap_or_else(|error| state.trouble(error.into(), &visit))
}

async fn ask_for_new_link(extract::State(state): extract::State<State>, visit: Visit) -> Response {
    if visit.cross_site {
        return state.trouble(Trouble::CrossSite, &visit);
    }
    let answer = async {
        request_new_link(&state.core, &visit.token).await?;
        let link = look_at_link(&state.core, &visit.token).await?;
        let opened = Opened::read(&state.core, link).await?;
        let page = ask::new_link_asked(&opened.view(&state.core, &visit)?);
        Ok::<_, Error>(state.page(StatusCode::OK, &page))
    };
    answer
        .await
        .unwrap_or_else(|error| state.trouble(error.into(), &visit))
}

async fn not_found(extract::State(state): extract::State<State>, visit: Visit) -> Response {
    state.trouble(Trouble::NotFound, &visit)
}

async fn wrong_method(extract::State(state): extract::State<State>, visit: Visit) -> Response {
    state.trouble(Trouble::WrongMethod, &visit)
}

/// Sends the guest to the gateway's page with GET.
fn see_other(url: &str) -> Result<Response, Error> {
    let location = HeaderValue::from_str(url).map_err(|_| {
        paylink_gateway::GatewayError::Unknown("its page's address cannot be used".to_owned())
    })?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response())
}
