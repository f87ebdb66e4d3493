/* The English of the scripts' texts; see words.js. */

export default {
  "すべて保存されています": "Everything is saved",
  "未送信 {1}件。カードが使えなくなっています。採点はこの端末に残っています。事務局に声をかけてください":
    "Not sent: {1}. This card no longer works. The scores are kept on this tablet. Please call the office",
  "カードが使えなくなっています。事務局に声をかけてください": "This card no longer works. Please call the office",
  "確かめてほしい審査票が {1}件あります": "Score sheets to check: {1}",
  "未送信 {1}件。通信が切れています。採点はこの端末に残っていて、つながると送ります":
    "Not sent: {1}. There is no connection. The scores are kept on this tablet and sent once it is back",
  "未送信 {1}件。送っています": "Not sent: {1}. Sending",
  "{1}。いま通信が切れています。採点は続けられます": "{1}. There is no connection now. You can go on scoring",
  "いま通信が切れています。採点は続けられます": "There is no connection now. You can go on scoring",
  "（この端末には残せません。ページを閉じないでください）": " (It cannot be kept on this tablet. Do not close the page)",
  "未送信": "Not sent",
  "提出済み": "Handed in",
  "途中": "Begun",
  "未記入": "Empty",
  "この端末には、別の席の未送信の採点が {1}件残っています。事務局に声をかけてください。":
    "Scores of another seat are still on this tablet, not sent: {1}. Please call the office.",
  "この審査票を提出しますか。提出した後は、あなたが直すことはできません。直したいときは、事務局に申し出てください。":
    "Hand in this score sheet? Afterwards you cannot change it yourself. To change it, ask the office.",
  "通信が切れているときは、つながると提出します。": "Without a connection, it is handed in once the connection is back.",
  "提出する": "Hand in",
  "戻って直す": "Go back and change it",
  "{1}　保存されている内容：{2}　この端末：{3}": "{1} – saved: {2} – on this tablet: {3}",
  "（なし）": "(nothing)",
  "保存されている内容に合わせる": "Keep what is saved",
  "この端末の内容で保存する": "Save what is on this tablet",
  "{1}　あと {2}": "{1} – {2} left",
  "{1}（一時停止中）": "{1} (paused)",
  "{1}の時間を過ぎています": "{1}: time is over",
  "保存できません。": "It cannot be saved.",
  "次の発表までお待ちください": "Please wait for the next presentation",
  "発表は終わりました": "The presentations are over",
  "ありません": "None",
  "通信が切れています": "No connection",
  "待機中": "Waiting",
  "{1}（通信が切れています。残り時間は続けて数えています）": "{1} (no connection; the time goes on being counted)",
  "{1}円": "¥{1}",
  "{1} 超えています": "{1} over the limit",
  "残り {1}": "{1} left",
  "　超えています": " over the limit",
  "{1}字まで（いま{2}字。{3}字多すぎます）": "Up to {1} characters (now {2}; {3} too many)",
  "{1}字まで（いま{2}字）": "Up to {1} characters (now {2})",
  "通信が切れています。入力はこの画面に残っています。つながると自動で保存します":
    "There is no connection. What you typed stays on this page and is saved by itself once the connection is back",
  "ログインが切れています。入力はこの画面に残っています": "You are signed out. What you typed stays on this page",
  "別の方がログインしています。入力はこの画面に残っていますが、自動では保存しません":
    "Somebody else is signed in. What you typed stays on this page, but is not saved by itself",
  "自動では保存できません。入力はこの画面に残っています。「保存する」を押すと、理由が分かります":
    "It cannot be saved by itself. What you typed stays on this page. Press “Save” to see why",
  "いま保存できません。入力はこの画面に残っています。しばらくしてから自動で保存します":
    "It cannot be saved now. What you typed stays on this page and is saved by itself in a while",
  "別のタブでログインする": "Sign in on another tab",
  "この画面には、保存できなかった入力が残っています": "Text that could not be saved is still on this page",
  "入力欄に戻す": "Put it back into the fields",
  "使わない": "Do not use it",
};
