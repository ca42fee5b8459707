//! Making merchants, for operators (R24).

use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Extension, Json, Router};
use paylink_delivery::invitations::Post;
use paylink_delivery::merchants::{NewMerchant, create_merchant};
use paylink_http::RequestContext;
use paylink_http::json::Fields;
use paylink_http::{ApiRequest, OperatorCaller, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::bodies;
use crate::profile::{ADDRESS, MerchantView, NAME, Wanted, profile};
use crate::state::State;
use crate::users::UserView;

/// `/v1/merchants`.
pub fn routes() -> Router<State> {
    Router::new().route("/v1/merchants", post(create))
}

/// A merchant that was made, and who was invited to run it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = MerchantWithOwner)]
struct NewMerchantView {
    #[serde(flatten)]
    merchant: MerchantView,
    owner: UserView,
}

/// Make a merchant, as an operator.
///
/// The owner is invited by email.
#[utoipa::path(
    post,
    path = "/v1/merchants",
    operation_id = "create_merchant",
    tag = "Settings",
    request_body = bodies::NewMerchant,
    responses((status = 201, body = NewMerchantView, description = "The merchant, and who was invited")),
    extensions(("x-problems" = json!(["conflict"]))),
)]
async fn create(
    Extract(state): Extract<State>,
    OperatorCaller(operator): OperatorCaller,
    context: Option<Extension<RequestContext>>,
    request: ApiRequest,
) -> Result<(StatusCode, Json<NewMerchantView>), Problem> {
    let desk_url = state.desk_url("", context.as_deref())?;
    let new = request.read(new_merchant)?;
    let post = Post {
        mailer: &state.mailer,
        desk_url: &desk_url,
    };
    let (merchant, owner) = request
        .run_once(&state.core, &operator, async |ids| {
            Ok(create_merchant(&state.core, post, &operator, &ids, new).await?)
        })
        .await?;
    let view = NewMerchantView {
        merchant: merchant.into(),
        owner: owner.into(),
    };
    Ok((StatusCode::CREATED, Json(view)))
}

fn new_merchant(fields: &mut Fields<'_>) -> Option<NewMerchant> {
    let profile = profile(fields, Wanted::Name);
    let owner_email = fields.parsed("owner_email", ADDRESS, |text| text.parse().ok());
    let owner_name = fields.optional_text("owner_name", NAME);
    Some(NewMerchant {
        profile: profile?,
        owner_email: owner_email?,
        owner_name,
    })
}
