//! What was done in the settings, said once on the page that follows.

/// Something that was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    ProfileSaved,
    PlatformUsed,
    AccountWaiting,
    AccountEnabled,
    AccountLost,
    GatewayOff,
    Invited,
    InvitedNotMailed,
    InvitedAgain,
    InvitedAgainNotMailed,
    RoleChanged,
    UserRemoved,
    KeyRevoked,
    EndpointSaved,
    EndpointEnabled,
    EndpointDisabled,
    EndpointDeleted,
    Replayed,
}

impl Done {
    const ALL: [Self; 18] = [
        Self::ProfileSaved,
        Self::PlatformUsed,
        Self::AccountWaiting,
        Self::AccountEnabled,
        Self::AccountLost,
        Self::GatewayOff,
        Self::Invited,
        Self::InvitedNotMailed,
        Self::InvitedAgain,
        Self::InvitedAgainNotMailed,
        Self::RoleChanged,
        Self::UserRemoved,
        Self::KeyRevoked,
        Self::EndpointSaved,
        Self::EndpointEnabled,
        Self::EndpointDisabled,
        Self::EndpointDeleted,
        Self::Replayed,
    ];

    /// The word in the address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ProfileSaved => "profile-saved",
            Self::PlatformUsed => "platform-used",
            Self::AccountWaiting => "account-waiting",
            Self::AccountEnabled => "account-enabled",
            Self::AccountLost => "account-lost",
            Self::GatewayOff => "gateway-off",
            Self::Invited => "invited",
            Self::InvitedNotMailed => "invited-not-mailed",
            Self::InvitedAgain => "invited-again",
            Self::InvitedAgainNotMailed => "invited-again-not-mailed",
            Self::RoleChanged => "role-changed",
            Self::UserRemoved => "user-removed",
            Self::KeyRevoked => "key-revoked",
            Self::EndpointSaved => "endpoint-saved",
            Self::EndpointEnabled => "endpoint-enabled",
            Self::EndpointDisabled => "endpoint-disabled",
            Self::EndpointDeleted => "endpoint-deleted",
            Self::Replayed => "replayed",
        }
    }

    /// What it says.
    pub const fn text(self) -> &'static str {
        match self {
            Self::ProfileSaved => "The profile was saved. Guests see it within a minute.",
            Self::PlatformUsed => "Payments now go to the platform's account.",
            Self::AccountWaiting => {
                "Stripe does not let the account take payments yet. Something is still to be set up or checked there."
            }
            Self::AccountEnabled => "Your Stripe account takes payments.",
            Self::AccountLost => {
                "Stripe no longer lets Paylink use this account, so payments are off. Connect again to make a new one."
            }
            Self::GatewayOff => "Payments are off. No payment link can be made or paid.",
            Self::Invited => "The invitation was sent.",
            Self::InvitedNotMailed => {
                "The person is in the list, but the email did not go. Check the address, or send it again."
            }
            Self::InvitedAgain => "The invitation was sent again.",
            Self::InvitedAgainNotMailed => {
                "The email did not go. Check the address, or try again later."
            }
            Self::RoleChanged => "The role was changed. It counts within a minute.",
            Self::UserRemoved => "The person was removed from the team.",
            Self::KeyRevoked => "The API key was revoked. It stops working within a minute.",
            Self::EndpointSaved => "The endpoint was saved.",
            Self::EndpointEnabled => "The endpoint is enabled. Events are sent to it from now on.",
            Self::EndpointDisabled => "The endpoint is disabled. No events are sent to it.",
            Self::EndpointDeleted => "The endpoint was deleted.",
            Self::Replayed => "The event is sent again, with its booking as it is now.",
        }
    }

    /// Whether it is bad news.
    pub const fn is_bad(self) -> bool {
        matches!(
            self,
            Self::AccountLost | Self::InvitedNotMailed | Self::InvitedAgainNotMailed
        )
    }

    /// What a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_known_and_means_one_thing() {
        for done in Done::ALL {
            assert_eq!(Done::from_word(done.word()), Some(done));
        }
        assert_eq!(Done::from_word(""), None);
    }
}
