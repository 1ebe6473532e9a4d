-- The data model (docs/rationale.md). The same SQL runs on H2 (MODE=PostgreSQL) and PostgreSQL.
-- Times are UTC. Fingerprints are SHA-256, lower-case hex: sha256 over the certificate's DER, spki over its SubjectPublicKeyInfo.

create table directory_user (
  id           uuid primary key,                    -- UUIDv5(directory, external_id)
  directory    varchar(64)  not null,
  external_id  varchar(255) not null,               -- entryUUID, objectGUID, …
  state        varchar(16)  not null,               -- ACTIVE, SUSPENDED
  absent_since timestamp with time zone,            -- suspended since
  display_name varchar(255),
  entry_digest char(64)     not null,               -- what the last applied read said, hashed
  due_at       timestamp with time zone,            -- to be compared with the ledger at or after
  compared_at  timestamp with time zone,
  updated_at   timestamp with time zone not null,
  unique (directory, external_id)
);
create index directory_user_due on directory_user (due_at, compared_at);
create index directory_user_state on directory_user (directory, state);

create table user_name (
  user_id uuid not null references directory_user (id),
  kind    varchar(16)  not null,                    -- upn, uid
  name    varchar(320) not null,                    -- lower case
  primary key (user_id, kind)
);
create index user_name_name on user_name (name);

create table address (                              -- one holder an address
  mailbox    varchar(320) primary key,              -- rfc822Name, lower case
  user_id    uuid    not null references directory_user (id),
  is_primary boolean not null
);
create index address_user on address (user_id);

create table address_claim (                        -- who says to have an address that another user holds
  mailbox varchar(320) not null,
  user_id uuid         not null references directory_user (id),
  primary key (mailbox, user_id)
);

create table user_group (
  user_id    uuid         not null references directory_user (id),
  group_name varchar(512) not null,
  primary key (user_id, group_name)
);

create table certificate (
  sha256     char(64) primary key,
  spki       char(64)      not null,
  der        bytea         not null,
  subject    varchar(1024) not null,
  issuer     varchar(1024) not null,
  serial     varchar(64)   not null,                -- hex
  not_before timestamp with time zone not null,
  not_after  timestamp with time zone not null,
  revoked_at timestamp with time zone,              -- since when a verified CRL says so
  revoked_by varchar(1024)                          -- that CRL's address
);
create index certificate_spki on certificate (spki);
create index certificate_issuer on certificate (issuer);

create table user_certificate (
  user_id     uuid        not null references directory_user (id),
  certificate char(64)    not null references certificate (sha256),
  purpose     varchar(16) not null,                 -- ENCRYPTION, SIGNING
  source      varchar(16) not null,                 -- DIRECTORY, IMPORT
  since       timestamp with time zone not null,
  primary key (user_id, certificate, purpose)
);

create table finding (                              -- what is wrong with a user's entry or certificates, when it was last looked at
  id          uuid primary key,
  user_id     uuid        not null references directory_user (id),
  origin      varchar(16) not null,                 -- ENTRY: seen as it was read; CHECK: seen in what is stored
  name        varchar(32) not null,
  certificate char(64),
  text        varchar(1024) not null,
  since       timestamp with time zone not null
);
create index finding_user on finding (user_id, origin);
create index finding_name on finding (name);

create table crl (                                  -- a distribution point of a user's current certificate, or of its issuers
  url         varchar(1024) primary key,
  issuer      bytea not null,                       -- the certificate, DER, whose key signs what is there
  noted_at    timestamp with time zone not null,    -- last named by a certificate
  due_at      timestamp with time zone not null,
  checked_at  timestamp with time zone,
  fetched_at  timestamp with time zone,             -- last verified against its issuer
  next_update timestamp with time zone,
  text        varchar(1024)                         -- what was wrong when it was last checked, or null
);
create index crl_due on crl (due_at);

create table publication (                          -- a user's encryption certificate on its way into the directory, or out of it
  user_id      uuid        not null references directory_user (id),
  certificate  char(64)    not null references certificate (sha256),
  state        varchar(16) not null,                -- WAITING, PUBLISHED, WITHDRAWING, WITHDRAWN, FAILED
  text         varchar(1024),                       -- what it waits for, or why not
  attempts     integer     not null,
  due_at       timestamp with time zone,
  queued_at    timestamp with time zone,            -- last handed to its queue
  deadline     timestamp with time zone not null,   -- published then, also if a device does not have it yet
  updated_at   timestamp with time zone not null,
  published_at timestamp with time zone,
  primary key (user_id, certificate)
);
create index publication_due on publication (due_at);
create index publication_state on publication (state);

create table device (
  id            uuid primary key,                   -- UUIDv5(channel, external_id)
  channel       varchar(64)  not null,
  external_id   varchar(255) not null,              -- the MDM's own id, for example a UDID
  parent        varchar(255),                       -- the device of a user enrolment
  platform      varchar(16)  not null,              -- IOS, MACOS, WINDOWS, ANDROID
  model         varchar(64),
  state         varchar(16)  not null,              -- EXPECTED, JOINED, LEFT
  owner         uuid references directory_user (id),
  basis         varchar(16),                        -- who said so: IMPORTER, CERTIFICATE
  reason        varchar(512),                       -- why there is no owner, or nothing to encrypt to
  recipient_certificate bytea,                      -- DER; what deliveries are encrypted to
  generation    integer not null,                   -- counts the times it joined
  joined_at     timestamp with time zone,
  seen_at       timestamp with time zone,
  due_at        timestamp with time zone,           -- push it if it was not heard of until then
  inventory_at  timestamp with time zone,           -- to be asked then what it holds, if nobody did before
  retired_at    timestamp with time zone,           -- company data is to go, until it joins again or that is withdrawn
  claim         uuid,                               -- the worker that sends to it now
  claimed_until timestamp with time zone,
  unique (channel, external_id)
);
create index device_owner on device (owner);
create index device_due on device (due_at);
create index device_inventory on device (inventory_at);

create table owner_claim (                          -- what each source says; they must agree
  device    uuid         not null references device (id),
  basis     varchar(16)  not null,
  name      varchar(320) not null,                  -- UPN, uid or address, lower case
  stated_at timestamp with time zone not null,
  primary key (device, basis)
);

create table channel_state (                        -- only channels that were paused once, are limited, or did not answer
  channel     varchar(64) primary key,
  state       varchar(16) not null,                 -- RUNNING, PAUSED, DRAINING
  since       timestamp with time zone not null,
  next_at     timestamp with time zone not null,    -- the next free place in the channel's rate
  failures    integer not null default 0,           -- deliveries in a row that it did not take
  rests_until timestamp with time zone              -- nothing is sent to it before that
);

create table app (                                  -- the companion app of an Android device
  device        uuid primary key references device (id),
  generation    integer not null,                   -- of the device, when it was last told
  token_sha256  char(64),                           -- of the one-time token in its policy
  token_until   timestamp with time zone,
  secret_sha256 char(64),                           -- of what it got, encrypted to its key, when it registered
  revision      uuid    not null,                   -- the command that it was last told
  bundle_key    varchar(255),                       -- the identifier of the bundle that it is to hold
  bundle        varchar(64)
);

create table app_identity (                         -- what it fetches: each sealed to the key that it registered
  device uuid        not null references app (device),
  alias  varchar(64) not null,
  cms    bytea       not null,                      -- EnvelopedData, DER
  primary key (device, alias)
);

create table wrapped_key (
  spki       char(64) primary key,
  kek        varchar(64) not null,
  origin     varchar(16) not null,                  -- IMPORT, DEVICE
  device     uuid references device (id),           -- a key made here serves this device only
  cms        bytea       not null,                  -- AuthEnvelopedData (RFC 5083), DER
  created_at timestamp with time zone not null
);
create index wrapped_key_device on wrapped_key (device);

create table enrollment (
  id            uuid primary key,
  ca            varchar(64) not null,
  profile       varchar(64) not null,
  device        uuid references device (id),
  user_id       uuid        not null references directory_user (id),
  generation    integer     not null,
  state         varchar(16) not null,               -- NEW, REQUESTED, PENDING, UNANSWERED, ISSUED, DENIED, FAILED, CLOSED
  spki          char(64),
  csr           bytea,                              -- PKCS #10, DER; stored before it is sent
  request_id    varchar(255),
  certificate   char(64) references certificate (sha256),
  code          varchar(64),
  text          varchar(1024),
  attempts      integer     not null,
  repeats       integer     not null default 0,     -- sent again after a process died with it on its way; at most once
  sent_at       timestamp with time zone,           -- set before it leaves
  due_at        timestamp with time zone,
  queued_at     timestamp with time zone,           -- last handed to its queue
  created_at    timestamp with time zone not null,
  updated_at    timestamp with time zone not null
);
create index enrollment_device on enrollment (device, state);
create index enrollment_due on enrollment (due_at);
create table revocation (                           -- signing certificates that a device gave back, where the profile says so
  id            uuid primary key,
  ca            varchar(64) not null,
  certificate   char(64)    not null unique references certificate (sha256),
  device        uuid        not null references device (id),
  state         varchar(16) not null,               -- PENDING, REVOKED, DENIED, FAILED
  code          varchar(64),
  text          varchar(1024),
  attempts      integer     not null,
  due_at        timestamp with time zone,
  queued_at     timestamp with time zone,           -- last handed to its queue
  created_at    timestamp with time zone not null,
  updated_at    timestamp with time zone not null
);
create index revocation_due on revocation (due_at);

create table delivery (
  id          uuid primary key,
  device      uuid        not null references device (id),
  user_id     uuid references directory_user (id),
  generation  integer     not null,
  kind        varchar(16) not null,                 -- INSTALL, REMOVE, INQUIRE
  request     varchar(32) not null,                 -- the channel's word for it: InstallProfile, CertificateList, …
  command     uuid        not null unique,          -- UUIDv5(delivery, request): stored before it is sent
  state       varchar(16) not null,                 -- PENDING, SENT, DEFERRED, ACKNOWLEDGED, VERIFIED, FAILED, LOST, REMOVED, CLOSED
  digest      char(64),                             -- of item ids, certificates and settings; never of bytes
  external_key varchar(255),                        -- the configuration profile's PayloadIdentifier
  code        varchar(64),
  text        varchar(1024),
  attempts    integer     not null,
  due_at      timestamp with time zone,
  queued_at   timestamp with time zone,             -- last handed to its queue
  created_at  timestamp with time zone not null,
  sent_at     timestamp with time zone,
  answered_at timestamp with time zone,             -- when the device's last word about it came, NotNow too
  ended_at    timestamp with time zone
);
create index delivery_device on delivery (device, created_at);
create index delivery_due on delivery (due_at);
create index delivery_state on delivery (state, ended_at);

create table item (                                 -- the ledger: what each device holds or should hold
  id           uuid primary key,                    -- UUIDv5(device, user, kind, what)
  device       uuid        not null references device (id),
  user_id      uuid        not null references directory_user (id),
  generation   integer     not null,
  kind         varchar(32) not null,                -- TRUST_ANCHOR, ENCRYPTION_IDENTITY, SIGNING_IDENTITY, MAIL_PROFILE
  certificate  char(64) references certificate (sha256),
  external_key varchar(255) not null,               -- what the device's inventory shows: a certificate's sha256, a profile's PayloadUUID
  state        varchar(16) not null,
  code         varchar(64),
  text         varchar(1024),
  delivery     uuid references delivery (id),
  mail_signing char(64),                            -- of a mail profile: the certificates that it names, sha256
  mail_encryption char(64),
  updated_at   timestamp with time zone not null
);
create index item_device on item (device, user_id);
create index item_delivery on item (delivery);
create index item_state on item (state, device);

create table notice (                               -- the mail that tells a device's owner what to switch on: one a device
  device     uuid primary key references device (id),
  user_id    uuid        not null references directory_user (id),
  generation integer     not null,                  -- of the device: who joins again is told again
  state      varchar(16) not null,                  -- PENDING, SENT, FAILED, NEEDLESS
  message    uuid        not null,                  -- its Message-ID's left half: the same each time it is sent
  code       varchar(64),
  text       varchar(1024),
  attempts   integer     not null,
  due_at     timestamp with time zone,
  queued_at  timestamp with time zone,              -- last handed to its queue
  updated_at timestamp with time zone not null
);
create index notice_due on notice (due_at);

create table sync (
  id         uuid primary key,
  directory  varchar(64) not null,
  state      varchar(16) not null,                  -- READING, PLANNED (dry run), REFUSED, EXPIRED, SUPERSEDED, APPLYING, DONE, FAILED
  dry_run    boolean     not null default false,
  started_at timestamp with time zone not null,
  step_at    timestamp with time zone,              -- its last step: a run that makes none has died
  ended_at   timestamp with time zone,
  reach      varchar(16),                           -- FULL, CHANGES; null until its read has come to its end
  watermark  varchar(512),                          -- where that was, in the words of read-<kind>; counts once DONE
  expected   integer,                               -- entries of the directory's last good full read
  entries    integer not null,                      -- read so far
  population integer,                               -- active users of the directory before the run
  added      integer not null,
  changed    integer not null,                      -- those who are back included
  suspended  integer not null default 0,
  keys_leaving integer not null default 0,          -- private keys on devices that go with them after the grace time
  certificates_withdrawn integer not null default 0,
  plan_hash  char(64),
  applied    integer not null default 0,            -- rows of the plan that are worked off
  approval_until timestamp with time zone,          -- until when a refused run waits; null: it does not
  alarm      varchar(16),                           -- REFUSED, APPROVED, FAILED: to be told to people; null once it was
  alarm_at   timestamp with time zone,              -- not before
  text       varchar(1024)
);
create index sync_directory on sync (directory, started_at);

create table sync_lock (                            -- who begins, plans or approves a run of a directory holds its row
  directory varchar(64) primary key
);

create table sync_entry (                           -- staging: a read rests here until its plan is worked off
  sync        uuid         not null references sync (id),
  external_id varchar(255) not null,
  presence    varchar(16)  not null,                -- HERE; DELETED: the directory says so; ABSENT: looked up, and not found;
                                                    -- FOUND: looked up, nothing more is known; UNREADABLE: lacks id or objectClass
  confirmed   boolean      not null,                -- HERE, or looked up
  in_scope    boolean      not null,
  disabled    boolean      not null,
  sentinel    varchar(320),                         -- which one of the directory's sentinels it is
  digest      char(64)     not null,
  title       varchar(320) not null,
  content     text,                                 -- JSON; null where there is nothing to apply
  primary key (sync, external_id)
);

create table sync_change (                          -- a run's plan, in order
  sync        uuid         not null references sync (id),
  seq         integer      not null,
  external_id varchar(255) not null,
  who         varchar(320) not null,
  what        varchar(16)  not null,                -- ADD, CHANGE, RESTORE, SUSPEND
  why         varchar(16)  not null,                -- NEW, CHANGED, BACK, DELETED, ABSENT, OUT_OF_SCOPE, DISABLED
  digest      char(64)     not null,
  primary key (sync, seq)
);

create table audit (                                -- append-only, chained by node: hash = SHA-256(previous, the row)
  node     varchar(64) not null,
  seq      bigint      not null,
  at       timestamp with time zone not null,
  actor    varchar(128) not null,
  action   varchar(64)  not null,
  subject  varchar(512) not null,
  detail   varchar(2048),
  previous char(64) not null,
  hash     char(64) not null,
  primary key (node, seq)
);
