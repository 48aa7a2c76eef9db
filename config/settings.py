"""Settings. What differs between places is read in config/env.py; what must hold everywhere stands here."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from config import env, logging

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = env.environment()
IS_PRODUCTION = ENVIRONMENT == "production"
SERVES_HTTPS = env.read.bool("SERVES_HTTPS", default=IS_PRODUCTION)

DEBUG = env.read.bool("DEBUG", default=False) and not IS_PRODUCTION
SECRET_KEY = env.read("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.read.list("SECRET_KEY_FALLBACKS", default=[])
MFA_ENCRYPTION_KEYS = env.read.list("MFA_ENCRYPTION_KEYS")
ALLOWED_HOSTS = env.read.list("ALLOWED_HOSTS")
SHOW_GALLERY = not IS_PRODUCTION

INSTALLED_APPS = [
    "config",
    "ui",
    "accounts",
    "audit",
    "register",
    "cases",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "guardian",
    "django_htmx",
    "django_structlog",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "accounts.middleware.RequestNumber",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.SessionLimits",
    "accounts.middleware.SignInRequired",
    "accounts.middleware.RequireSecondFactor",
    "accounts.middleware.CurrentActor",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "ui.context_processors.layout",
            ]
        },
    }
]
FORM_RENDERER = "ui.forms.Renderer"
UI_NAVIGATION = "config.navigation.navigation"
UI_ACCOUNT = "accounts.web.frame.account"
UI_SESSION = "accounts.web.frame.session_limits"
SERVICE_NAME = "Domestic Abuse Register"

DATABASES = {"default": env.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.cache(),
        "KEY_PREFIX": ENVIRONMENT,
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.PasswordBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "/account/sign-in"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# A whole control room may come from one address at the change of shift; guessing is held back for each account.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "30/m/ip,5/5m/key", "reauthenticate": "10/m/user"}
ACCOUNT_FORMS = {
    "login": "accounts.web.forms.SignInForm",
    "reauthenticate": "accounts.web.forms.ConfirmPasswordForm",
    "change_password": "accounts.web.forms.NewPasswordForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.read.bool("BEHIND_PROXY", default=False) else 0
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "accounts.web.forms.CodeForm",
    "reauthenticate": "accounts.web.forms.ConfirmCodeForm",
    "activate_totp": "accounts.web.forms.SetUpForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = SERVICE_NAME
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ONLY = False
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_NAME = "__Host-session" if SERVES_HTTPS else "session"
SESSION_COOKIE_SECURE = SERVES_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(hours=13).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf" if SERVES_HTTPS else "csrf"
CSRF_COOKIE_SECURE = SERVES_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = env.read.list("CSRF_TRUSTED_ORIGINS", default=[])

SECURE_SSL_REDIRECT = SERVES_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.read.bool("BEHIND_PROXY", default=False) else None
SECURE_REDIRECT_EXEMPT = [r"^live$", r"^ready$"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if SERVES_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SERVES_HTTPS
SECURE_HSTS_PRELOAD = SERVES_HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb", "display-capture")
}

REST_FRAMEWORK = {
    # The one place that says how the API knows who asks.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.ForceClientToken",
        "accounts.api.authentication.SignedInSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["accounts.api.parsing.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "accounts.api.problems.answer",
    "URL_FORMAT_OVERRIDE": None,
}

# The table from which scopes, permissions of machines and the OpenAPI document follow.
API_TABLE = "cases.api.table.ROWS"
API_REQUESTS_A_MINUTE = env.read.int("API_REQUESTS_A_MINUTE", default=600)
TOKEN_REQUESTS_A_MINUTE = 20
# A name of a client certificate is believed only from these addresses, in this header.
TRUSTED_GATEWAYS = env.read.list("TRUSTED_GATEWAYS", default=[])
CLIENT_CERTIFICATE_HEADER = env.read("CLIENT_CERTIFICATE_HEADER", default="X-Client-Certificate-Name")
# Of allauth's identity provider only the token endpoint is reached (accounts/api/urls.py): no browser is sent anywhere.
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 900
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]

# The secrets by which webhooks are signed are encrypted with the first; the others still decrypt.
WEBHOOK_ENCRYPTION_KEYS = env.read.list("WEBHOOK_ENCRYPTION_KEYS", default=MFA_ENCRYPTION_KEYS)
# Private networks that receivers of webhooks may stand in; no other private address is reached.
WEBHOOK_PRIVATE_NETWORKS = env.read.list("WEBHOOK_PRIVATE_NETWORKS", default=[])
WEBHOOK_CA_FILE = env.read("WEBHOOK_CA_FILE", default="")

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
LARGEST_FEED_BYTES = 50 * 1024 * 1024
LARGEST_ATTACHMENT_BYTES = env.read.int("LARGEST_ATTACHMENT_MB", default=20) * 1024 * 1024
CLAMAV_URL = env.clamav()
SEAL_ROOT = env.seal_root()
SEAL_PUBLISH_DIRECTORY = env.seal_publish_directory()
LOG_KEYS = env.log_keys()

STATIC_URL = "/static/"
# Elsewhere the files are found where they lie.
STATIC_ROOT = BASE_DIR / "staticfiles" if IS_PRODUCTION else None
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
    # No address serves these: they are given out by an action that asks the policy.
    "attachments": {
        "BACKEND": "cases.attachments.store.DurableStorage",
        "OPTIONS": {
            "location": env.attachments_root(),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

EMAIL_CONFIG = (
    env.read.email_url("EMAIL_URL", default="consolemail://") if not IS_PRODUCTION else env.read.email_url("EMAIL_URL")
)
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 5
# Where e-mail says that the register is; without it an e-mail holds no address.
SITE_URL = env.read("SITE_URL", default="").rstrip("/")
DEFAULT_FROM_EMAIL = env.read("DEFAULT_FROM_EMAIL", default="register@example.org")

CELERY_BROKER_URL = env.broker()
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_keepalive": True,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 25
CELERY_TASK_SOFT_TIME_LIMIT = 20
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_GET_INIT_ANONYMOUS_USER = None
ANONYMOUS_USER_NAME = None

LOGGING_CONFIG = None
logging.configure(level=env.read("LOG_LEVEL", default="INFO"), is_console=ENVIRONMENT == "development")
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_USER_ID_FIELD = "reference"
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False

SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
