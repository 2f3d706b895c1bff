-- The few vendors that are blacklisted, and all people of a vendor, those who were taken off its list too.
CREATE INDEX vendors_blacklisted ON vendors (id) WHERE tier = 'blacklisted';
CREATE INDEX vendor_contacts_all ON vendor_contacts (vendor_id);

-- What did not arrive, the newest first, in one step however much there is.
DROP INDEX messages_unsent;
CREATE INDEX messages_unsent ON messages (at DESC, id DESC) WHERE status IN ('unknown', 'failed', 'undelivered', 'bounced', 'withheld');

-- The newest letter of a thread that has a name in the world of mail.
CREATE INDEX messages_named ON messages (thread_id, at DESC) WHERE internet_id IS NOT NULL;
