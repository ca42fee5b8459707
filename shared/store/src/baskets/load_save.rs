//! Reading one basket, and writing it on the condition that nobody else did.

use aws_sdk_dynamodb::operation::get_item::builders::GetItemFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Deserialize;

use super::super::{Store, StoreError};
use super::item::{SHOWN, Stored, WHOLE, from_item, to_item};
use paylink_domain::basket::Basket;
use paylink_domain::ids::BasketId;

impl Store {
    /// Reads a basket; always the newest state.
    pub async fn get_basket(&self, id: BasketId) -> Result<Option<Stored>, StoreError> {
        let answer = self.reading(id, WHOLE).send().await?;
        answer.item.map(from_item).transpose()
    }

    /// Reads a basket for a page that a guest looks at; always the newest state.
    ///
    /// Its history, mails and events are not read. There is no version either, so nobody can save a
    /// basket without them.
    pub async fn basket_for_display(&self, id: BasketId) -> Result<Option<Basket>, StoreError> {
        #[derive(Deserialize)]
        struct Shown {
            doc: Basket,
        }
        let answer = self.reading(id, SHOWN).send().await?;
        let shown: Option<Shown> = answer.item.map(from_item).transpose()?;
        Ok(shown.map(|shown| shown.doc))
    }

    fn reading(&self, id: BasketId, attributes: &str) -> GetItemFluentBuilder {
        self.client
            .get_item()
            .table_name(&self.tables.baskets)
            .key("basket_id", AttributeValue::S(id.to_string()))
            .projection_expression(attributes)
            .consistent_read(true)
    }

    /// Writes a new basket.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the id exists.
    pub async fn insert_basket(&self, basket: &Basket) -> Result<Stored, StoreError> {
        self.client
            .put_item()
            .table_name(&self.tables.baskets)
            .set_item(Some(to_item(basket, 1)?))
            .condition_expression("attribute_not_exists(basket_id)")
            .send()
            .await?;
        Ok(Stored {
            basket: basket.clone(),
            version: 1,
        })
    }

    /// Writes a changed basket over the state that was read.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where somebody else wrote in between.
    pub async fn save_basket(&self, read: &Stored, basket: Basket) -> Result<Stored, StoreError> {
        let version = read.version.saturating_add(1);
        self.client
            .put_item()
            .table_name(&self.tables.baskets)
            .set_item(Some(to_item(&basket, version)?))
            .condition_expression("version = :read")
            .expression_attribute_values(":read", AttributeValue::N(read.version.to_string()))
            .send()
            .await?;
        Ok(Stored { basket, version })
    }
}
