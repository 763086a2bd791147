import type { Tables } from './tables.ts'

/**
 * Lets entries be added at the end alone, together with the move of the head, and deleted up to the newest cut alone,
 * whoever asks. The triggers about both fire when the statement that adds and moves has done both.
 *
 * Is part of a step of the migrations: once it was released, it is never changed.
 */
export const auditGuards = (tables: Tables): string => `
  CREATE FUNCTION ${tables.auditGuard}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $pylon$
  DECLARE
    cut CONSTANT bigint := (SELECT coalesce(max(seq), 0) FROM ${tables.auditCheckpoints} WHERE kind = 'cut');
  BEGIN
    IF TG_ARGV[0] = 'delete' THEN
      IF OLD.seq <= cut THEN
        RETURN OLD;
      END IF;
    ELSIF TG_ARGV[0] = 'insert' THEN
      IF NOT EXISTS (SELECT FROM added) THEN
        RETURN NULL;
      END IF;
      IF (SELECT min(seq) > cut AND max(seq) - min(seq) + 1 = count(*) FROM added)
        AND EXISTS (SELECT FROM ${tables.auditHead} AS head JOIN added USING (seq, hash)
          WHERE head.seq = (SELECT max(seq) FROM added)) THEN
        RETURN NULL;
      END IF;
      RAISE EXCEPTION 'the audit log can only be added to, one entry after the other';
    ELSIF TG_ARGV[0] = 'head' THEN
      IF NEW.one = 1 AND NEW.seq > OLD.seq
        AND NEW.seq - OLD.seq = (SELECT count(*) FROM ${tables.audit} WHERE seq > OLD.seq AND seq <= NEW.seq)
        AND EXISTS (SELECT FROM ${tables.audit} WHERE seq = NEW.seq AND hash = NEW.hash) THEN
        RETURN NULL;
      END IF;
    END IF;
    RAISE EXCEPTION 'the audit log cannot be changed';
  END $pylon$;

  CREATE TRIGGER pylon_audit_insert_at_end AFTER INSERT ON ${tables.audit} REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ${tables.auditGuard}('insert');
  CREATE TRIGGER pylon_audit_no_update BEFORE UPDATE ON ${tables.audit}
    FOR EACH ROW EXECUTE FUNCTION ${tables.auditGuard}('never');
  CREATE TRIGGER pylon_audit_no_delete BEFORE DELETE ON ${tables.audit}
    FOR EACH ROW EXECUTE FUNCTION ${tables.auditGuard}('delete');
  CREATE TRIGGER pylon_audit_no_truncate BEFORE TRUNCATE ON ${tables.audit}
    FOR EACH STATEMENT EXECUTE FUNCTION ${tables.auditGuard}('never');

  CREATE TRIGGER pylon_audit_head_no_change BEFORE INSERT OR DELETE OR TRUNCATE ON ${tables.auditHead}
    FOR EACH STATEMENT EXECUTE FUNCTION ${tables.auditGuard}('never');
  CREATE TRIGGER pylon_audit_head_forward AFTER UPDATE ON ${tables.auditHead}
    FOR EACH ROW EXECUTE FUNCTION ${tables.auditGuard}('head');

  CREATE TRIGGER pylon_audit_checkpoints_no_change BEFORE UPDATE OR DELETE ON ${tables.auditCheckpoints}
    FOR EACH ROW EXECUTE FUNCTION ${tables.auditGuard}('never');
  CREATE TRIGGER pylon_audit_checkpoints_no_truncate BEFORE TRUNCATE ON ${tables.auditCheckpoints}
    FOR EACH STATEMENT EXECUTE FUNCTION ${tables.auditGuard}('never');`
