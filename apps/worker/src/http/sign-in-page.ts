export interface SignInPage {
  /** Path of the dashboard; the forms post below it. */
  path: string;
  /** Why the last attempt was refused; null on the first visit. */
  error: string | null;
  /** Offers signing in by name without a password, in development. */
  byName: boolean;
}

/** The sign-in page for operators. It contains nothing from the request, so it needs no escaping. */
export const signInPage = ({ path, error, byName }: SignInPage): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Frontrow: the worker's jobs</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #f6f7f9; color: #1a1d21; }
main { max-width: 26rem; margin: 12vh auto 0; padding: 0 1rem; }
form { display: grid; gap: .5rem; margin: 1.5rem 0; }
input, button { font: inherit; padding: .5rem .75rem; border-radius: .375rem; }
input { border: 1px solid #767d87; }
button { border: 0; background: #1d4ed8; color: #fff; cursor: pointer; justify-self: start; }
[role=alert] { color: #b42318; }
</style>
</head>
<body>
<main>
<h1>The worker's jobs</h1>
<p>For operators.</p>
${error === null ? '' : `<p role="alert">${error}</p>`}
${
  byName
    ? `<form method="post" action="${path}/dev-sign-in">
<label for="name">Name (development: no password)</label>
<input id="name" name="name" value="operator" required autocomplete="username">
<button>Sign in</button>
</form>`
    : ''
}
<form method="post" action="${path}/sign-in">
<label for="token">Access token with the role operator</label>
<input id="token" name="token" type="password" required autocomplete="off">
<button>Sign in with the token</button>
</form>
</main>
</body>
</html>
`;
