//! Which accounts at the gateway take, or once took, money for which merchant.
//!
//! A merchant that changes its account or turns the gateway off leaves its entry behind: what was
//! paid there can still be refunded or disputed. Reconciliation finds its accounts here, without a
//! scan.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::cursors::account_key;
use super::merchants::Keyed;
use super::{Store, StoreError};
use paylink_domain::ids::MerchantId;
use paylink_domain::merchant::{GatewaySetup, Merchant};

const PARTITION: &str = "GATEWAYS";

#[derive(Serialize, Deserialize)]
struct Entry {
    merchant_id: MerchantId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<String>,
}

impl Store {
    /// Enters the account that a merchant takes money with; nothing where its gateway is off.
    pub(super) async fn put_gateway_entry(&self, merchant: &Merchant) -> Result<(), StoreError> {
        let account = match &merchant.gateway {
            GatewaySetup::Off => return Ok(()),
            GatewaySetup::Platform => None,
            GatewaySetup::Connected { account, .. } => Some(account.clone()),
        };
        let sk = format!("{}#{}", account_key(account.as_deref()), merchant.id);
        self.write(Keyed {
            pk: PARTITION.to_owned(),
            sk: &sk,
            value: Entry {
                merchant_id: merchant.id,
                account,
            },
        })
        .await
    }

    /// All accounts, `None` being the platform's own, with the merchants of each.
    pub async fn gateway_accounts(
        &self,
    ) -> Result<BTreeMap<Option<String>, Vec<MerchantId>>, StoreError> {
        let mut accounts: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for Entry {
            merchant_id,
            account,
        } in self.read_partition(PARTITION).await?
        {
            accounts.entry(account).or_default().push(merchant_id);
        }
        Ok(accounts)
    }

    /// The merchants that take, or once took, money with a connected account.
    pub async fn merchants_of_account(&self, account: &str) -> Result<Vec<MerchantId>, StoreError> {
        let prefix = format!("{}#", account_key(Some(account)));
        let entries: Vec<Entry> = self.read_prefix(PARTITION, &prefix).await?;
        Ok(entries.into_iter().map(|entry| entry.merchant_id).collect())
    }
}
