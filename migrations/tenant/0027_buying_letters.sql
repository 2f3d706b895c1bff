-- A need knows the line that asks for it, so that it is ordered only where that line is.
ALTER TABLE requisitions ADD COLUMN rfq_line_id TEXT;
UPDATE requisitions SET rfq_line_id = (
  SELECT id FROM rfq_lines WHERE rfq_lines.rfq_id = requisitions.rfq_id
    AND (rfq_lines.requisition_id = requisitions.id OR rfq_lines.part_id = requisitions.part_id)
  ORDER BY rfq_lines.requisition_id = requisitions.id DESC LIMIT 1
) WHERE rfq_id IS NOT NULL;
CREATE INDEX requisitions_rfq_line ON requisitions (rfq_line_id) WHERE rfq_line_id IS NOT NULL;

-- Working days from the order on: the promised day is counted anew when it goes out.
ALTER TABLE purchase_order_lines ADD COLUMN lead_days INTEGER;

-- The letters of the post office, and what became of them.
ALTER TABLE rfq_invitations ADD COLUMN thread_id TEXT;
ALTER TABLE rfq_invitations ADD COLUMN message_id TEXT;
CREATE INDEX rfq_invitations_message ON rfq_invitations (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX rfq_invitations_thread ON rfq_invitations (thread_id) WHERE thread_id IS NOT NULL;
ALTER TABLE purchase_orders ADD COLUMN thread_id TEXT;
ALTER TABLE purchase_orders ADD COLUMN message_id TEXT;
ALTER TABLE purchase_orders ADD COLUMN trouble TEXT NOT NULL DEFAULT '';
CREATE INDEX purchase_orders_message ON purchase_orders (message_id) WHERE message_id IS NOT NULL;

-- What the reader had read where a person confirmed something else: by the field of the form.
ALTER TABLE quotes ADD COLUMN corrections TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(corrections));
