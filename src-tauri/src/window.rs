//! The one window, which never leaves the pages that were built into the program.

use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Manager, Runtime, Url, WebviewWindow, WebviewWindowBuilder, Window};

use crate::clinics::Clinics;
use crate::event::ClinicEvent;
use crate::session;

/// Opens the window that the configuration describes.
///
/// # Errors
/// What the web view of this system reports.
pub fn open<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    for config in &app.config().app.windows {
        let own = app
            .config()
            .build
            .dev_url
            .clone()
            .filter(|_| tauri::is_dev());
        let clinics = app.state::<Clinics>().inner().clone();
        let arriving = clinics.clone();
        let window = WebviewWindowBuilder::from_config(app, config)?
            .on_navigation(move |url| is_own_page(url, own.as_ref()))
            .on_page_load(move |_, page| {
                if page.event() == PageLoadEvent::Started {
                    arriving.window().arrive();
                }
            })
            .build()?;
        let first = window.url()?;
        clinics
            .window()
            .renew_by(Box::new(move || renew(&window, &first)));
    }
    Ok(())
}

/// Ends the page together with its process, in whose memory is what it showed, and loads the first page in a new one.
fn renew<R: Runtime>(window: &WebviewWindow<R>, first: &Url) {
    #[cfg(target_os = "linux")]
    let ended = {
        use webkit2gtk::WebViewExt;
        let first = first.to_string();
        window.with_webview(move |view| {
            let view = view.inner();
            view.terminate_web_process();
            view.load_uri(&first);
        })
    };
    // a system whose web views share processes drops a page when it comes to it
    #[cfg(not(target_os = "linux"))]
    let ended = window.navigate(first.clone());
    if let Err(error) = ended {
        tracing::warn!(%error, "the page outlives its session");
    }
}

/// Closes the window once what was typed in it is on the disk. One with a note that the disk does not take stays open
/// the first time, and the lock screen of its clinic says why.
pub fn close(window: Window) {
    let clinics = window.state::<Clinics>().inner().clone();
    tauri::async_runtime::spawn(async move {
        for app_state in clinics.all() {
            if app_state.is_shown() {
                session::await_saving(&app_state, None).await;
            }
            let asked = app_state.run(|app_state, state| Ok(app_state.stays_open(state)));
            if matches!(asked.await, Ok(true)) {
                app_state.send(ClinicEvent::DiskChanged);
                return clinics.show(&app_state);
            }
        }
        if let Err(error) = window.destroy() {
            tracing::warn!(%error, "the window does not close");
        }
    });
}

/// Returns whether `url` is a page of this program (or of the development server while developing).
fn is_own_page(url: &Url, development: Option<&Url>) -> bool {
    let built_in = url.scheme() == "tauri" && url.host_str() == Some("localhost")
        || url.host_str() == Some("tauri.localhost");
    built_in || development.is_some_and(|own| own.origin() == url.origin())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_pages_of_the_program_may_be_opened() {
        let url = |text: &str| Url::parse(text).unwrap();
        assert!(is_own_page(&url("tauri://localhost/index.html"), None));
        assert!(!is_own_page(&url("https://example.org/"), None));
        assert!(!is_own_page(&url("http://localhost:5173/"), None));
        assert!(!is_own_page(&url("file:///etc/passwd"), None));
        let development = url("http://localhost:5173");
        assert!(is_own_page(
            &url("http://localhost:5173/x"),
            Some(&development)
        ));
        assert!(!is_own_page(
            &url("http://localhost:8080/"),
            Some(&development)
        ));
    }
}
